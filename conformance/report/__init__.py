"""Verdicts in words and tables. It reads verdicts and never judges."""
