"""Measures quality and speed, also of peers. The tests run none of these measurements."""
