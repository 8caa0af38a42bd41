"""The tests; `conftest` brings the servers, `factories` the invented agencies."""
