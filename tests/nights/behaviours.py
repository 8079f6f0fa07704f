"""What servers and networks do on a night: each behaviour gives hooks or settings of a server.

``where`` picks the requests that meet it.
"""

import json
import re
import time

from night_server import ClosedOn, Ignored, Refused, is_id, now

START, PING, STOP = (f"userDataStream.{name}" for name in ("start", "ping", "stop"))
LOGON, STATUS, LOGOUT = (f"session.{name}" for name in ("logon", "status", "logout"))
BAD_KEY = "Invalid API-key, IP, or permissions for action."


# Which requests


def first(method, turn=1):
    """Pick the first request of a method, or a later one."""
    return lambda request: (request.method, request.turn) == (method, turn)


def turns(method, *numbers):
    """Pick some requests of a method, counted from 1."""
    return lambda request: request.method == method and request.turn in numbers


def each(*methods):
    """Pick every request of some methods; of all, where none is named."""
    return lambda request: not methods or request.method in methods


def nth(number):
    """Pick one request, counted over all connections."""
    return lambda request: request.number == number


def every(number):
    """Pick one request in so many."""
    return lambda request: request.number % number == 0


# Answers


def error(code, msg, status=400, **more):
    """Answer with an error, and the request's own id."""
    return lambda request, answer: {
        "id": request.id,
        "status": status,
        "error": {"code": code, "msg": msg} | more,
        **({"rateLimits": answer["rateLimits"]} if "rateLimits" in (answer or {}) else {}),
    }


def throttled(milliseconds=None, status=429):
    """Answer that there were too many requests; and until when to wait, if that is given."""

    def made(request, answer):
        until = {"serverTime": now(), "retryAfter": now() + (milliseconds or 0)}
        data = {"data": until} if milliseconds else {}
        msg = "Too many requests; current limit is 2400 requests per minute."
        return error(-1003, msg, status, **data)(request, answer)

    return made


def revoked(_request, _answer):
    """Answer as to a revoked key: with no id."""
    return {"id": None, "status": 401, "error": {"code": -2015, "msg": BAD_KEY}}


def changed(where, made):
    """Change the answers to some requests."""
    return {
        "change": lambda request, answer: made(request, answer) if where(request) else answer,
    }


def errors(change):
    """Change the answers that refuse something, by a function of the answer."""
    return {
        "change": lambda _request, answer: change(answer) if "error" in (answer or {}) else answer
    }


def successes(change, *methods):
    """Change the answers that grant something, by a function of the answer."""

    def hook(request, answer):
        meant = "result" in (answer or {}) and (not methods or request.method in methods)
        return change(answer) if meant else answer

    return {"change": hook}


def limits(change):
    """Change the entries of every rateLimits, by a function of the list."""

    def hook(_request, answer):
        if "rateLimits" not in (answer or {}):
            return answer
        return answer | {"rateLimits": change(answer["rateLimits"])}

    return {"change": hook}


def without(*names):
    """Leave members out of a dictionary."""
    return lambda answer: {name: value for name, value in answer.items() if name not in names}


def count_of(figure):
    """Count as a function of the number of frames says."""
    return {"count": lambda server: figure(server.frames)}


# Delays


def slow(where, seconds):
    """Answer some requests late."""

    def hook(request):
        if where(request):
            time.sleep(seconds)

    return {"before": hook}


def slow_handshake(seconds):
    """Let the first handshake take its time."""
    return {"handshake": lambda _server, number: time.sleep(seconds) if number == 1 else None}


# Ends of connections


def ends_instead(where, end):
    """End the connection instead of an answer; ``end`` is called with it."""

    def hook(request):
        if where(request):
            end(request.connection)

    return {"before": hook}


def ends_after(where, end, seconds=0.0):
    """End the connection after an answer, at once or a little later."""

    def hook(request, _answer):
        if not where(request):
            return
        if seconds:
            request.connection.later(seconds, end, request.connection)
        else:
            end(request.connection)

    return {"after": hook}


def ends_after_refusals(number, seconds=0.0, codes=None):
    """End the connection with 1008 after so many refusals, of some codes or of any."""

    def hook(request, answer):
        if request.connection.refusals < number or "error" not in (answer or {}):
            return
        if codes and answer["error"]["code"] not in codes:
            return
        ends_after(each(), closed(1008, "disconnected"), seconds)["after"](request, answer)

    return {"after": hook}


def ends_after_requests(number, end):
    """End each connection after so many requests, though all went well."""
    return {
        "after": lambda request, _answer: (
            end(request.connection) if request.connection.requests == number else None
        )
    }


def ends_after_seconds(seconds, end):
    """End each connection after a while, though all went well."""
    return {"opened": lambda connection: connection.later(seconds, end, connection)}


def ends_idle(seconds, end):
    """End each connection on which nothing came for a while."""

    def hook(request, _answer):
        connection, so_far = request.connection, request.connection.requests

        def look():
            if connection.requests == so_far:
                end(connection)

        connection.later(seconds, look)

    return {"after": hook}


def closed(code, reason=""):
    """Close a connection with a code."""
    return lambda connection: connection.close(code, reason)


def reset(connection):
    """Reset a connection's TCP."""
    connection.reset()


def restarts(where, seconds):
    """Restart the server after an answer: 1012, and no new connection for a while."""

    def hook(request, _answer):
        if where(request):
            request.server.restart(seconds)

    return {"after": hook}


# Handshakes


def handshakes(status, numbers=None, **headers):
    """Answer handshakes with an HTTP status: some, by number, or all."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def hook(_server, number):
        return (status, named) if numbers is None or number in numbers else None

    return {"handshake": hook}


# Faulty requests


def is_faulty(request):
    """Whether a frame is no JSON object."""
    return not isinstance(request.document, dict)


def has_other_id(request):
    """Whether a request's id is none that futures servers were seen to take."""
    return not is_faulty(request) and not ("id" in request.members and is_id(request.id))


def raising(where, error):
    """Treat some requests in a way of their own."""

    def hook(request):
        if where(request):
            raise error

    return {"read": hook}


def ignored(where):
    """Never answer some requests."""
    return raising(where, Ignored())


def closed_on(where):
    """Close the connection on some requests, without an answer."""
    return raising(where, ClosedOn())


def refused(where, status, code, msg):
    """Refuse some requests."""
    return raising(where, Refused(status, code, msg))


# Other users of the account


def another_client_stops(where):
    """Let another program close the account's stream just before a request is carried out."""

    def hook(request):
        if where(request):
            request.server.listen_key = None

    return {"before": hook, "without_stream": (400, -1125, "This listenKey does not exist.")}


def key_revoked(where):
    """Let the account's key be revoked just before a request is carried out."""

    def hook(request):
        if where(request):
            request.server.is_revoked = True

    return {"before": hook}


# What stands beside answers, and how they are written


def beside(before=(), after=()):
    """Send events before and after each answer."""
    return {
        "change": lambda _request, answer: [
            *(json.dumps(event) for event in before),
            answer,
            *(json.dumps(event) for event in after),
        ]
    }


def at_once(event):
    """Send an event as soon as a connection is open."""
    return {"opened": lambda connection: connection.socket.send(json.dumps(event))}


def control(name, data=b""):
    """Send a ping or pong before each answer."""
    return {"before": lambda request: getattr(request.connection.socket, name)(data)}


def backwards(answer):
    """Write members in the opposite order."""
    return json.dumps(dict(reversed(answer.items())))


def spacious(answer):
    """Write with much white space."""
    return "\r\n" + json.dumps(answer, indent="\t") + " \n"


def escaped(answer):
    """Write the first letter of every name and text as an escape."""
    return re.sub(r'"([a-zA-Z])', lambda hit: f'"\\u{ord(hit[1]):04x}', json.dumps(answer))


def in_fragments(answer):
    """Write in frames of seven characters."""
    text = json.dumps(answer)
    return [text[place : place + 7] for place in range(0, len(text), 7)]
