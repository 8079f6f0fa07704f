"""What is printed: the summary, broken clauses, drift, and GitHub's annotations."""
