"""An answer on its way out: draft, approval, publishing, and finding out what became of it."""
