"""What went over a connection: frames, exchanges, their kinds, and the redaction of secrets."""
