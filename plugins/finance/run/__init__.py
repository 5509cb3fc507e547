"""Settling a period: from payable lines to one statement for each supplier."""
