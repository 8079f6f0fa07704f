"""Short conversations, written by hand."""

import json

from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Direction, Frame, Opcode, Transcript

KEY = "k" * 64


def sent(request):
    text = request if isinstance(request, str) else json.dumps(request)
    return Frame(Direction.SENT, text)


def came(answer, opcode=Opcode.TEXT):
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return Frame(Direction.RECEIVED, text, opcode=opcode)


def ask(method, request_id=1, **params):
    return sent({"id": request_id, "method": method, "params": params})


def ok(request_id=1, result=None):
    return came({"id": request_id, "status": 200, "result": result or {}})


def no(request_id=1):
    return came({"id": request_id, "status": 400, "error": {"code": -1, "msg": "no"}})


def exchanges(*frames, **about):
    return conversation_of(Transcript("test", frames, **about)).exchanges


def transcript(name, *frames, **about):
    return Transcript(name, frames, **about)


def conversation(name, *frames, **about):
    return conversation_of(transcript(name, *frames, **about))
