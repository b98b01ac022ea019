"""What to say to the person: wording from `prompts/`, choices from the findings."""
