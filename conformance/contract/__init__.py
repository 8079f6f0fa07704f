"""What is right: clauses, the mutants that break them, and the judge who gives verdicts."""
