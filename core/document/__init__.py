"""Documents: papers that somebody wanted, made by a job and kept for a while."""
