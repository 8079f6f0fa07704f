"""Channels without a wire: what comes on them is what a test writes into their log."""

from contextlib import ExitStack
from types import SimpleNamespace

from conformance.evidence.live.channel import SocketChannel
from conformance.evidence.live.log import Log
from conformance.evidence.live.open_connection import OpenConnection
from conformance.transcript.frames import Direction, Opcode


class Ticks:
    """A clock of frames that a test moves, in ms."""

    def __init__(self):
        self.ms = 1_000_000

    def now(self):
        return self.ms

    def tick(self):
        return self.ms

    def skip(self, ms):
        self.ms += ms


def channel(names=("",), streams=(), **about):
    """Return a channel with connections and streams that a test writes into."""
    log = Log(Ticks())
    connections = {n: SimpleNamespace(log=log.beside(n) if n else log) for n in names}
    own = SocketChannel(connections, log, 0.05, lambda: True, **about)
    own.streams = {n: SimpleNamespace(log=log.beside(n, is_stream=True)) for n in streams}
    return own


def opened(own=None):
    """Return a connection that is open."""
    return OpenConnection(own or channel(), ExitStack())


def comes(own, text, name="", opcode=Opcode.TEXT):
    """Write down what came on one of a channel's connections."""
    place = own.connections.get(name) or own.streams[name]
    place.log.keep(Direction.RECEIVED, text, opcode)


def goes(own, text, name=""):
    """Write down what was sent."""
    own.connections[name].log.keep(Direction.SENT, text, Opcode.TEXT)
