"""Which lines of other departments suppliers are paid for, and how much for each."""
