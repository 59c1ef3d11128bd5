"""Rules for understanding questions and references, separate from their tables of English words."""
