"""Recordings in files: read, written, found, and replaced as the record mode says."""
