"""The rule card's critical rules, in its order."""
