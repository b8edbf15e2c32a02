"""One module's facts, language-neutral and serialisable; no syntax tree reaches past here."""
