"""What went over a connection: frames, exchanges and what can be read off them, redaction."""
