"""Celery tasks: parse the message, call one service, commit."""
