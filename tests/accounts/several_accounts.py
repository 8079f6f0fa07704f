"""Several accounts side by side: their file, a server that has them, and runs of the suite."""

import json
import time
from collections import Counter
from dataclasses import dataclass, field

from account_server import Account, AccountServer
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FIRST = "firstKey12345678" * 4
SECOND = "secondKey1234567" * 4
FIRST_OTHER = "firstOther123456" * 4
SIDE_BY_SIDE = ("-n", "2", "--dist", "loadgroup")


def written_key(path, key):
    """Write a private key; return the name of its file."""
    path.write_bytes(
        key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    )
    return path.name


@dataclass
class LaneServer(AccountServer):
    """A server that counts with which API key requests come, and from where.

    ``began`` and ``ended`` are when the first and the last request came, in s.
    """

    used: Counter = field(default_factory=Counter)
    places: set = field(default_factory=set)
    began: float = 0.0
    ended: float = 0.0

    def _request(self, connection, data):
        request = super()._request(connection, data)
        key = request.params.get("apiKey")
        if isinstance(key, str) and self.account_of(key):
            self.used[key] += 1
            self.places.add((connection.socket.remote_address[0], key))
        self.ended = time.perf_counter()
        self.began = self.began or self.ended
        return request


class Accounts:
    """Accounts in a folder: with a second account of the first, where that is wanted."""

    def __init__(self, folder, keys=(FIRST, SECOND), other=""):
        folder.mkdir(exist_ok=True)
        self.path = folder / "accounts.toml"
        self.owned = []
        for key in (*keys, *filter(None, [other])):
            private = Ed25519PrivateKey.generate()
            written_key(folder / f"{key[:10]}.pem", private)
            self.owned.append(Account((key,), private.public_key()))
        entries = [
            f'[[account]]\napi_key = "{key}"\nprivate_key_path = "{key[:10]}.pem"\n' for key in keys
        ]
        if other:
            entries[0] += f'other_api_key = "{other}"\n'
            entries[0] += f'other_private_key_path = "{other[:10]}.pem"\n'
        self.path.write_text("\n".join(entries), "utf-8")

    def serving(self, **about):
        """Return a server that has the accounts."""
        first = self.owned[0]
        return LaneServer(
            first.keys[0], first.public_key, accounts=tuple(self.owned), limit=100_000, **about
        )


def outcomes(path):
    """Return what came of each pair, but of counts: a minute may end between any two of them."""
    return {
        (r["scenario"], r["clause"]): r["outcome"]
        for r in json.loads(path.read_text("utf-8"))["records"]
        if r["clause"] not in {"RL-10", "RL-11"}
    }
