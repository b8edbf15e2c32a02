"""What Inngest's names and other libraries' names mean: tables, each row with its reason. No analysis happens here."""
