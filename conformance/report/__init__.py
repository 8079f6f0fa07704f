"""Judged evidence, written: for the terminal, as pages, as records that are read again."""
