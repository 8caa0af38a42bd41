"""What the law on personal data asks: looking with a reason, keeping for a time, erasing."""
