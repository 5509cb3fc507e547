"""Attribution: which channels an order is owed to, by six models side by side."""
