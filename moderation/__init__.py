"""The domain: words, rules, tables, services. No HTTP, no Celery, no network."""
