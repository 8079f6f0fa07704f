"""The command line: an application, and a module for each command."""
