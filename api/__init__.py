"""HTTP in, HTML or JSON out: webhooks, the console, the REST interface."""
