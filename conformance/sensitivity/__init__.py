"""The proof that every check can fail: the kill matrix, and generated damage."""
