"""Addresses as a socket is opened to them: read once, by the library that opens the socket.

Whatever is asked about an address is asked of what was read, never of what was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlsplit

from websockets.exceptions import InvalidURI
from websockets.uri import parse_uri

from conformance.api.venues import DEMO_PREFIX, PRODUCTION_DOMAINS, is_below


@dataclass(frozen=True, slots=True)
class Address:
    """A WebSocket address: ``url`` is what a socket is opened to, ``host`` its host alone."""

    url: str
    host: str
    secure: bool

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this machine."""
        return is_this_machine(self.host)

    @property
    def is_production(self) -> bool:
        """Whether the host is of real accounts: all of their domains are, but Demo Trading's."""
        name, _, above = self.host.partition(".")
        is_demo = above == PRODUCTION_DOMAINS[0] and name.startswith(DEMO_PREFIX)
        return is_below(self.host, PRODUCTION_DOMAINS) and not is_demo


def is_this_machine(host: str) -> bool:
    """Whether a host is this machine: by its number, or as ``localhost``."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def address_of(written: str) -> Address | None:
    """Read an address in ASCII; None where it is no address of a WebSocket."""
    if not written.isascii() or not written.isprintable() or " " in written:
        return None
    try:
        uri = parse_uri(_with_password(written))
    except (InvalidURI, ValueError):
        return None
    host = uri.host.rstrip(".").lower()
    if not host or not 0 < uri.port < 2**16 or "%" in host or "\\" in written:
        return None
    name = f"[{host}]" if ":" in host else host
    user = ":".join(quote(part, safe="") for part in _user_of(written)) if uri.user_info else ""
    scheme = "wss" if uri.secure else "ws"
    usual = {"ws": 80, "wss": 443}[scheme]
    place = name if uri.port == usual else f"{name}:{uri.port}"
    return Address(
        f"{scheme}://{f'{user}@' if user else ''}{place}{uri.resource_name}", host, uri.secure
    )


def _user_of(written: str) -> tuple[str, str]:
    """Return the user and the password in an address; not every version of the library does."""
    user, _, password = urlsplit(written).netloc.rpartition("@")[0].partition(":")
    return unquote(user), unquote(password)


def _with_password(written: str) -> str:
    """Return an address whose user has a password, an empty one if none is given."""
    user, at, rest = urlsplit(written).netloc.rpartition("@")
    if not at or ":" in user:
        return written
    return written.replace(f"{user}@{rest}", f"{user}:@{rest}")


def is_loopback(url: str) -> bool:
    """Whether an address is of this machine."""
    address = address_of(url)
    return address is not None and address.is_loopback
