"""Rules about the analysis itself: files it cannot read, and comments that hide its findings."""
