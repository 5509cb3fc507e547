"""What a plugin leaves behind: the file of its records, and how they go and come back."""
