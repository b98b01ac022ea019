"""From somebody's own questions and answers to the draft of a bank."""
