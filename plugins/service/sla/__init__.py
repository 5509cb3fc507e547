"""Service levels: how quickly customers are answered and helped, on the working calendar."""
