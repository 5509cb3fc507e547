"""The equipment of the demo company."""
