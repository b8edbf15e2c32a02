"""A result as text: for people, for editors, for programs."""
