"""The files of platforms that tell of customers and of what they say of their orders."""
