"""Conversations, answers and collected quotations as documents: one module per format."""
