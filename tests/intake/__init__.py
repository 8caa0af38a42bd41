"""What comes in from the networks, from their addresses to the case."""
