"""Questions and key points: load, look up, check and split."""
