"""What differs between two recordings of one scenario, and whether it matters to a client."""
