"""The door for the command line: a module for each command."""
