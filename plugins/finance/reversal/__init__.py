"""What refunds take back from suppliers, to the cent."""
