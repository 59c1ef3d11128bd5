"""Measures quality and speed, beside peers. The tests run none of these measurements."""
