"""Categories of equipment: how their assets lose value, and what their holders agree to."""
