"""What the console's templates are given: one frozen value for each page, and its parts.

A value is imported from the file of its room. `api.rendering.Pages` renders a page value with the
template it names, its fields being the template's variables, so that mypy checks the wiring. Times
are aware datetimes; the filters of `api.i18n` write them. Names that staff gave to things (queues,
pages, templates) come as they are; closed words (`Label`, `Platform`, …) come as their enum and the
template names them.
"""
