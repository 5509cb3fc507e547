"""Tokens by which programs use the JSON API in somebody's name."""
