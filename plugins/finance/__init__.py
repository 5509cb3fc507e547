"""Finance owes and pays: supplier settlement and what follows from it."""
