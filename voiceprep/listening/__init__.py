"""Microphone → answer on disk."""
