"""Hypothesis without a deadline: a slow machine is no failure.

A test takes its settings when it is decorated, so the profile is loaded before that.
"""

from hypothesis import given, settings

__all__ = ["given", "settings"]

settings.register_profile("plain", deadline=None)
settings.load_profile("plain")
