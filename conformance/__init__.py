"""Contract and conformance tests for userDataStream.stop of the COIN-M WebSocket API."""
