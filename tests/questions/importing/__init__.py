"""Bringing one's own questions."""
