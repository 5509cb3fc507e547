"""Where short links lead: the one page of marketing that everybody may open."""
