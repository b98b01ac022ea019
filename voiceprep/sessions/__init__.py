"""Interviews on disk: one folder each, audio first, JSON written atomically."""
