"""Transcripts put together by chance in which servers repeat keys, whole or in part, anywhere."""

import json
import random
import string

from conformance.transcript.frames import Direction, Ending, Frame, Opcode, Transcript

LETTERS = string.ascii_letters + string.digits


def secret(chance, length):
    return "".join(chance.choice(LETTERS) for _ in range(length))


def _repeated(chance, key):
    """Return a key, or a part of it, in one of the ways in which a server may write it."""
    begin = chance.randrange(max(1, len(key) - 11))
    part = key[begin : begin + chance.choice((5, 6, 11, 12, 13, 20))]
    ways = (
        *(key, key.swapcase(), key[:-1], f"x{key}", f"{key} {key}", key[1:], f" {key}"),
        *(part, f"{part}...", f"key={part}&x", part.upper(), f"<apiKey-1>{part}", key * 2),
    )
    return chance.choice(ways)


def _escaped(chance, text):
    """Return a JSON string in which some characters are escapes."""
    characters = (f"\\u{ord(c):04x}" if chance.random() < 0.2 else c for c in text)
    return "".join(characters)


def _answer(chance, keys):
    text = _repeated(chance, chance.choice(keys))
    written = _escaped(chance, text) if chance.random() < 0.3 else text
    forms = (
        f'{{"id":1,"status":200,"result":{{"listenKey":"{written}"}}}}',
        f'{{"id":1,"status":400,"error":{{"code":-1,"msg":"bad {written}"}}}}',
        f'{{"id":"{written}","status":200,"result":{{"{written}":1}}}}',
        f'{{"id":1,"apiKey":"{written}","signature" : "{written}","x":["{written}"]}}',
        f"no JSON: {written}, {text}",
        f'{{"cut":"{written}',
        f'{{"bad":"\\q{written}"}}',
        f"<secret-1>{text}",
        f'{{"e":"executionReport","E":7,"c":"{written}","n":{{"{written}":1.5}}}}',
    )
    return chance.choice(forms)


def leak_by_chance(seed):
    """Return a seed's transcript, secrets known from elsewhere, and keys of other accounts."""
    chance = random.Random(seed)
    own, other = secret(chance, chance.choice((64, 64, 20, 11, 8, 5))), secret(chance, 64)
    elsewhere = [secret(chance, length) for length in (64, 30, 9, 8, 7)]
    listen, signature = secret(chance, 60), secret(chance, chance.choice((88, 40, 9, 7)))
    params = {"apiKey": own, "signature": signature, "note": chance.choice((own[:9], "a note"))}
    request = json.dumps({"id": 1, "method": "userDataStream.stop", "params": params})
    frames = [
        Frame(Direction.SENT, request, method=chance.choice((None, own, "userDataStream.stop")))
    ]
    if chance.random() < 0.3:
        frames.append(Frame(Direction.SENT, listen, opcode=Opcode.OPEN, connection="S"))
    for _ in range(3):
        text = _answer(chance, [own, other, listen, signature, *elsewhere])
        kind = chance.choice((Opcode.TEXT, Opcode.TEXT, Opcode.BINARY, Opcode.CLOSE))
        data = text.encode("latin-1") if kind is Opcode.BINARY else text
        place = frames[-1].connection
        frames.append(Frame(Direction.RECEIVED, data, opcode=kind, connection=place))
    return (
        Transcript(
            f"seed {seed}",
            tuple(frames),
            endpoint=f"wss://u:{own}@host/x?returnRateLimits=false&key={own}",
            ending=Ending("closed", 1008, f"because of {_repeated(chance, own)}"),
            api_key=chance.choice((own, own, None)),
            keys={"otherKey": other} if chance.random() < 0.5 else {},
        ),
        elsewhere,
        [secret(chance, 64), other][: chance.randrange(3)],
    )
