"""The core of Bumen: everything that no single department owns."""
