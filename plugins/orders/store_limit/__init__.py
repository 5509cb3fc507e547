"""Store limits: the stores that somebody sees who does not see all."""
