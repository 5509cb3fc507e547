"""Discounts of whole orders, who bears them, and how they are split over the lines."""
