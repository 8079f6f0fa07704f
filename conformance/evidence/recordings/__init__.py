"""Recordings in files: read, written, listed, and replaced as the record mode says."""
