"""Where transcripts come from: recorded, performed now, or captured. Each is judged once."""
