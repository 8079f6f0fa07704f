"""The formats of a report, by the ending of a file's name."""
