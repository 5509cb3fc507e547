"""The channel report: what each channel cost, whom it brought and what they bought."""
