"""A result as text: for people, for editors, for programs. `steplint.report.formats` lists the formats."""
