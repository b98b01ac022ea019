"""Sound as a value: clips, decoding any file, level, voice activity."""
