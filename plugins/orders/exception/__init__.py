"""What is not as it should be, and wants somebody."""
