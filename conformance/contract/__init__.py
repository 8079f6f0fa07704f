"""What is right: clauses, the mutants that break them, and the judge that gives verdicts."""
