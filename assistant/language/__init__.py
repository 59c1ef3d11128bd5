"""What a question asks for, and what its words refer to."""
