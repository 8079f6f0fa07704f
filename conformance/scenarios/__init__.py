"""What the client says, step by step, in which session state, and what it costs."""
