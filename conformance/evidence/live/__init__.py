"""Scenarios performed over sockets: targets, connections, and care for the account."""
