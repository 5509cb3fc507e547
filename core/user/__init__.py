"""Who uses the system, in which roles, and what each role may do."""
