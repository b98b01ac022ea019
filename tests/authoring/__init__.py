"""The coach for authors."""
