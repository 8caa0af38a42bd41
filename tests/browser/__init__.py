"""The console in a real browser: `python -m tests.browser.preview` draws every page."""
