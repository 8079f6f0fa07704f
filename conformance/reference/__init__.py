"""A faithful server on loopback or in memory, which can break one clause."""
