"""The analyses over one function's graph: the solver, reaching definitions, what conditions say, loops."""
