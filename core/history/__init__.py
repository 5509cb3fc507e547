"""Who changed what, when: the entries that nobody can change."""
