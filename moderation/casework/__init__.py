"""What people do with a case: take it, correct it, close it, hold it, open it again, route it."""
