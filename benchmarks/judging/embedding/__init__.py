"""The judge of the first version, kept to compare with: embeddings, shared words, misconceptions."""
