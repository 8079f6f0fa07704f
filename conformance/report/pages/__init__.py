"""Pages that are no report of one run: many over time, several side by side, and what all share."""
