"""Waiting for a minute with room in it."""

import time


def wait_for_a_whole_minute(seconds):
    """Wait until so much of the minute is left: counts are compared within one minute only."""
    second = time.time() % 60
    if not 3 < second < 57 - seconds:
        time.sleep((63 - second) % 60 + 0.1)
