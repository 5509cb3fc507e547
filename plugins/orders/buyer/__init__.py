"""What happened with a buyer, told to the timeline."""
