"""The API, called as programs and people call it."""
