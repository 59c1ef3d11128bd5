"""Answers in prose: a language model writes, every sentence is checked against what it cites before it is
shown. Imported only where a model is configured."""
