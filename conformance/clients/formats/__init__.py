"""How certificates are written."""
