"""Reports on judged evidence: for the terminal, as pages, and as JSON that is read again."""
