"""Many recordings: find them, score each once, keep what came of it, and tell it in tables."""
