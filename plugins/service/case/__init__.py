"""Cases on their pages: what customers ask, complain of, return or want repaired."""
