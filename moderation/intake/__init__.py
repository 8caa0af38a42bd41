"""What comes in: deliveries, imports, what the machine made of it, and trying again."""
