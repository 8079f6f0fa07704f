"""A proxy between a real client and a server: it changes nothing, and judges both sides."""
