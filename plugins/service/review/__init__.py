"""Reviews: what customers say of their orders, and the cases that follow from bad ones."""
