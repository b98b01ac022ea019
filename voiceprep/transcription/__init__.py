"""Clip → transcript."""
