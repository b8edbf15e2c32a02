"""Files on disk: which ones there are, which may matter, their text, and the comments that speak to us."""
