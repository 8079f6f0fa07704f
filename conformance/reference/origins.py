"""Which pages of a browser may connect: by the name that they have for this machine."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_own_host(host: str, own: str, origins: tuple[str, ...]) -> bool:
    """Whether a Host is one that no page can have given to this machine: see DNS rebinding.

    ``own`` is the name that is listened on, ``origins`` those of pages that may connect.
    """
    name = _name_of(f"//{host}")
    names = {"localhost", own, *map(_name_of, origins)}
    return name in names or _is_number(name)


def own_origins(host: str, port: int) -> tuple[str, ...]:
    """Return the origins of pages that this server would have, but it has none.

    Programs send them: some libraries make an Origin of the address that they connect to.
    """
    names = dict.fromkeys(("127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host))
    return tuple(f"{scheme}://{name}:{port}" for name in names for scheme in ("http", "https"))


def _name_of(url: str) -> str:
    """Return the host of a URL, in lower case."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_number(name: str) -> bool:
    """Whether a host is an address by its numbers, which no name server can change."""
    try:
        return bool(ip_address(name))
    except ValueError:
        return False
