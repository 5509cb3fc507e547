"""Intake: equipment, models and places from the files of other systems."""
