"""Results for people: what the numbers are is decided elsewhere, here is how they look."""
