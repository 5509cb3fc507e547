"""When the company works: hours, holidays and make-up workdays."""
