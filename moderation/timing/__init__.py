"""Time: calendars, the law's clocks, due times and who is told of them."""
