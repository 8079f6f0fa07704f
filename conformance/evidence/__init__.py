"""Where transcripts come from, each judged once: recorded, performed now, or captured."""
