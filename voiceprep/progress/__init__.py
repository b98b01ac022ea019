"""What became of the person's answers over time, and what to practise next. Pure: values in, values out."""
