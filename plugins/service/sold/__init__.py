"""What was sold, as far as the plugin that knows it is on."""
