"""The venues, as data: endpoints, paths, limits, and addresses of API pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class RateLimitKind:
    """What a rate limit counts: its type, the interval, and how many of them."""

    rate_limit_type: str
    interval: str
    interval_num: int

    @property
    def members(self) -> dict[str, Any]:
        """The kind as the members of an entry of ``rateLimits``."""
        return {
            "rateLimitType": self.rate_limit_type,
            "interval": self.interval,
            "intervalNum": self.interval_num,
        }

    def is_of(self, entry: Any) -> bool:
        """Whether an entry of ``rateLimits`` is of this kind."""
        if not isinstance(entry, Mapping):
            return False
        return all(entry.get(name) == value for name, value in self.members.items())

    def __str__(self) -> str:
        return f"{self.rate_limit_type} per {self.interval_num} {self.interval}"


REQUEST_WEIGHT: Final = RateLimitKind("REQUEST_WEIGHT", "MINUTE", 1)
"""The request weight of an address in one minute (COIN-M Common Definition, rate limiters)."""


HANDSHAKE_WEIGHT: Final = 5
"""The request weight of a connection attempt (WebSocket API General Info of each venue, limits)."""
STREAM_MINUTES: Final = 60
"""How long a listen key is valid (Start User Data Stream of each venue, API Description)."""
STREAM_PATH: Final = "/ws/"
"""Where user data streams are on a host of unknown kind; the listen key follows."""
EXCHANGE_DOMAINS: Final = ("binance.com", "binance.us", "binance.vision", "binancefuture.com")
"""The domains of the exchange, real accounts or not."""
PRODUCTION_DOMAINS: Final = (
    *("binance.com", "binance.us", "binance.me", "binance.info", "binance.cloud"),
    *("binance.je", "binance.th", "binance.tr", "trbinance.com"),
)
"""Those of real accounts, the exchange's own first: one too many only asks for a yes too many."""
DEMO_PREFIX: Final = "demo-"
"""What begins the names of the hosts of play money below the first of them."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another venue with the same methods, where an account has a stream of its own."""

    title: str
    path: str
    production: str
    testnet: str


@dataclass(frozen=True, slots=True)
class Venue:
    """One WebSocket API of the exchange: its name in options, and its title in sentences.

    ``limits`` are the limits of request weight per minute that were seen, production's first.
    ``streams`` are where its user data streams are, by endpoint, without the listen key that
    follows. ``pages`` are the paths of its API pages below ``documentation``. ``folder`` is that of
    its recordings, below the one of all.
    """

    name: str
    title: str
    folder: str
    path: str
    production: str
    testnet: str
    limits: tuple[int, ...]
    streams: Mapping[str, str]
    neighbour: Neighbour
    documentation: str
    pages: Mapping[str, str]

    @property
    def option(self) -> str:
        """The option that names it, with a space after it; empty where none is needed."""
        return "" if self is COIN_M else f"--venue {self.name} "

    def page_url(self, page: str) -> str:
        """Return the address of an API page."""
        return f"{self.documentation}/{self.pages[page]}"

    def neighbour_of(self, endpoint: str) -> str:
        """Return where the neighbour is, by an endpoint of this one; empty where it is unknown."""
        known = {
            self.production: self.neighbour.production,
            self.testnet: self.neighbour.testnet,
        }
        return known.get(endpoint, "")


def is_below(host: str, domains: tuple[str, ...]) -> bool:
    """Whether a host is one of some domains, or below one."""
    return f".{host}".endswith(tuple(f".{domain}" for domain in domains))


_SAME_PAGES: Final = {
    "start": "user-data-streams/Start-User-Data-Stream-Wsp",
    "ping": "user-data-streams/Keepalive-User-Data-Stream-Wsp",
    "stop": "user-data-streams/Close-User-Data-Stream-Wsp",
    "general info": "websocket-api-general-info",
    "error codes": "error-code",
    "REST general info": "general-info",
    "streams": "user-data-streams",
}
"""The pages' paths; those of the derivatives venues are alike."""

COIN_M: Final = Venue(
    name="coinm",
    title="COIN-M",
    folder="",
    path="/ws-dapi/v1",
    production="wss://ws-dapi.binance.com/ws-dapi/v1",
    testnet="wss://testnet.binancefuture.com/ws-dapi/v1",
    limits=(2400, 6000),
    streams={
        "wss://ws-dapi.binance.com/ws-dapi/v1": "wss://dstream.binance.com/ws/",
        "wss://testnet.binancefuture.com/ws-dapi/v1": "wss://dstream.binancefuture.com/ws/",
    },
    neighbour=Neighbour(
        title="USDⓈ-M",
        path="/ws-fapi/v1",
        production="wss://ws-fapi.binance.com/ws-fapi/v1",
        testnet="wss://testnet.binancefuture.com/ws-fapi/v1",
    ),
    documentation="https://developers.binance.com/docs/derivatives/coin-margined-futures",
    pages=_SAME_PAGES,
)
"""Endpoints: COIN-M WebSocket API General Info, overview; the neighbour's: that of USDⓈ-M. The
address of streams: COIN-M User Data Streams; that of the testnet's: as clients have it, 2025-10.
Limits: seen in production and on testnets, 2025 and 2026."""

USD_M: Final = Venue(
    name="usdm",
    title="USDⓈ-M",
    folder="usdm",
    path="/ws-fapi/v1",
    production="wss://ws-fapi.binance.com/ws-fapi/v1",
    testnet="wss://testnet.binancefuture.com/ws-fapi/v1",
    limits=(2400, 6000),
    streams={
        "wss://ws-fapi.binance.com/ws-fapi/v1": "wss://fstream.binance.com/private/ws/",
        "wss://testnet.binancefuture.com/ws-fapi/v1": "wss://fstream.binancefuture.com/ws/",
    },
    neighbour=Neighbour(
        title=COIN_M.title,
        path=COIN_M.path,
        production=COIN_M.production,
        testnet=COIN_M.testnet,
    ),
    documentation="https://developers.binance.com/docs/derivatives/usds-margined-futures",
    pages=_SAME_PAGES,
)
"""Endpoints: USDⓈ-M WebSocket API General Info, overview. The address of streams: USDⓈ-M User Data
Streams Connect; that of the testnet's: USDⓈ-M General Info, testnet. Limits: the page's examples,
and a testnet's, 2026-09; ``ORDERS`` limits, per minute and per 10 s, are not on these methods."""

VENUES: Final[Mapping[str, Venue]] = {venue.name: venue for venue in (COIN_M, USD_M)}
"""The venues that can be judged, by name; the first is meant where none is named."""


@lru_cache(maxsize=256)
def venue_at(endpoint: str) -> Venue | None:
    """Return the venue whose path an endpoint has, as a server of any kind may; None without."""
    try:
        path = urlsplit(endpoint).path.rstrip("/")
    except ValueError:
        return None
    return next((venue for venue in VENUES.values() if path.endswith(venue.path)), None)


def judged_venue(endpoint: str) -> Venue:
    """Return the venue by whose contract an endpoint is judged: COIN-M where its path says none."""
    return venue_at(endpoint) or COIN_M
