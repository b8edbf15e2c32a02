"""How fast steplint is, next to its peers; see README.md."""
