"""The server that keeps the contract: text in, texts out; no sockets, and the clock is given."""
