"""Telling people outside the console: by mail, on their devices, through the agency's own program.

What a person is told stands first in the console (`notifications`). What leaves says how many of
what wait, and where to look: never a word of a citizen, never a name.
"""
