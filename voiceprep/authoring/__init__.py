"""A coach for those who write questions: what is wrong with a bank, and what could be better."""
