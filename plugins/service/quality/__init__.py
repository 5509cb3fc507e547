"""Quality: defects of goods that were found, until they cannot come back."""
