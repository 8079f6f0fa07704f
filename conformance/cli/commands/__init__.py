"""The commands: each module has one function of its own name."""
