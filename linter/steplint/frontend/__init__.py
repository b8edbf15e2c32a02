"""Front ends: what turns source text of one language into a `ModuleModel`. Nothing after them sees a syntax tree."""
