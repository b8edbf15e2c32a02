"""The rule card's mandatory rules, in its order."""
