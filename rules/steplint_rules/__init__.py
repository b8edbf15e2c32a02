"""The rules of steplint: one file a rule, one folder a category. Found by the entry point `steplint.rules`."""
