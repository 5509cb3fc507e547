"""After-sales policies: how long customers may return what they bought."""
