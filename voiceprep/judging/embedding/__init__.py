"""The judge of the first version, which is still the default: embeddings, shared words, misconceptions."""
