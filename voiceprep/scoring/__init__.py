"""From judgements to results: pure functions on values, no models, no files."""
