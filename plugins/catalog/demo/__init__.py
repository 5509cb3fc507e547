"""An invented catalogue."""
