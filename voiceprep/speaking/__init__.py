"""Text → clip → loudspeaker."""
