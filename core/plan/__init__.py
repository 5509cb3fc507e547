"""What switching a plugin on, off or removing it would change, told before it is done."""
