"""What was agreed with suppliers about their settlement."""
