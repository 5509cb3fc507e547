"""What other pages show of service: cards, panels, entries of the timeline."""
