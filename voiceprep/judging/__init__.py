"""Key point × answer → verdict."""
