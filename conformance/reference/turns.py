"""What a mutant sees of a connection, and where its replies go that answer no request there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.contract.mutant import Elsewhere, Turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.reference.accounts import Account
    from conformance.reference.server import Connection
    from conformance.reference.streams import Push


def turn_of(
    connection: Connection, request: dict[str, Any] | None, answer: dict[str, Any]
) -> Turn:
    """Return the turn that a mutant sees."""
    server, session = connection.server, connection.session
    params = request.get("params") if request else None
    key = params.get("apiKey", ...) if isinstance(params, dict) else ...
    kind = "valid" if isinstance(key, str) and key in server.accounts else "unknown"
    kind = "absent" if key is ... else kind if isinstance(key, str) and key else "invalid"
    rest = {name: answer[name] for name in ("id", "rateLimits") if name in answer}
    refusal = server.choices.unknown_key
    error = {"code": refusal.code, "msg": refusal.msg}
    result = session.claimed_result(request or {})
    return Turn(
        request or {},
        answer,
        kind,
        session.state,
        connection.mutant_memory,
        lambda: rest | {"status": 200, "result": result},
        lambda: rest | {"status": refusal.status, "error": error},
        connection=server.connections.index(connection) + 1,
        has_others=bool(_others(connection)),
        account=_name_of(_account_of(connection, key)),
        session_account=_name_of(session.account),
        venue=session.venue,
        shared=server.mutant_memory,
        now=server.clock(),
    )


def _account_of(connection: Connection, key: object) -> Account | None:
    """Return whose request it is: an explicit key's account, else the session's."""
    if key is ...:
        return connection.session.account
    return connection.server.accounts.get(key) if isinstance(key, str) else None


def _name_of(account: Account | None) -> str:
    return account.api_key if account else ""


def _others(connection: Connection) -> list[Push]:
    """Return what sends on the other connections to the same venue."""
    connections, venue = connection.server.connections, connection.session.venue
    others = [c for c in connections if c is not connection and c.session.venue == venue]
    return [other.push for other in others if other.push]


def deliveries(connection: Connection, reply: Elsewhere) -> Iterator[Push]:
    """Yield what sends a reply that goes elsewhere."""
    server = connection.server
    if reply.to == "connection":
        yield from _others(connection)[:1]
    else:
        streams = server.streams
        keys = [*reply.listen_keys]
        chosen = streams.of(*keys) if reply.to == "streams" else streams.beside(keys)
        yield from (listener.push for listener in chosen)
