"""Answer → which part of a story each of its clauses is."""
