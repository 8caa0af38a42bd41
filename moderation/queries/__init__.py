"""Every question asked of the database. Each function takes the agency first."""
