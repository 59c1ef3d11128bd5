"""Questions and references: rules, apart from their tables of English words."""
