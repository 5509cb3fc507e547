"""Where somebody is signed in: one row for each browser, which can be ended from elsewhere."""
