"""The demo company: customers with numbers, and cases on their orders."""
