"""What was sold on a day, by channel."""
