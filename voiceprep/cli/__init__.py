"""The command line: one module per verb; options → use case → print, nothing else."""
