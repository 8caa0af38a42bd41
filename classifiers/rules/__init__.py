"""Rules of phrases and patterns joined by and, or, not: an agency's own, and those of the traits.

`lines` is what staff write, `compiling` makes a rule of it, `matching` asks the rule, `texts` is a
comment as rules look at it, and `prefilter` tells which of many rules could hold at all.
"""
