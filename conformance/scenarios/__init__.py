"""What the client sends, step by step, in which session state, and its request weight."""
