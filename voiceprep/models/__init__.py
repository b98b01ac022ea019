"""Which model weights we know, where they are, and whether they are what they claim to be."""
