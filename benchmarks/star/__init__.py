"""How well an answer's story is read."""
