"""Event contracts: what the functions of a project send, and what those that run on it read."""
