"""The social networks and the readers of their exports."""
