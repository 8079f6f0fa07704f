"""The venues, as data: endpoints, path, handshake weight, limits, and addresses of API pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


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


@dataclass(frozen=True, slots=True)
class Venue:
    """One exchange's WebSocket API.

    ``production_domains`` are those of real accounts, the exchange's own first: one too many only
    asks for a yes too many. ``demo_prefix`` begins the names of the hosts of play money below it;
    ``handshake_weight`` is the request weight of a connection attempt; ``limits`` are the limits of
    request weight per minute that were seen, production's first; ``stream_minutes`` is how long a
    listen key is valid. ``streams`` are where its user data streams are, by endpoint, without the
    listen key that follows; at any other endpoint they are at ``stream_path``. ``pages`` are the
    paths of its API pages below ``documentation``.
    """

    name: str
    title: str
    path: str
    production: str
    testnet: str
    production_domains: tuple[str, ...]
    exchange_domains: tuple[str, ...]
    demo_prefix: str
    handshake_weight: int
    limits: tuple[int, ...]
    stream_minutes: int
    stream_path: str
    streams: Mapping[str, str]
    documentation: str
    pages: Mapping[str, str]

    def page_url(self, page: str) -> str:
        """Return the address of an API page."""
        return f"{self.documentation}/{self.pages[page]}"


def is_below(host: str, domains: tuple[str, ...]) -> bool:
    """Whether a host is one of some domains, or below one."""
    return f".{host}".endswith(tuple(f".{domain}" for domain in domains))


COIN_M: Final = Venue(
    name="coinm",
    title="COIN-M",
    path="/ws-dapi/v1",
    production="wss://ws-dapi.binance.com/ws-dapi/v1",
    testnet="wss://testnet.binancefuture.com/ws-dapi/v1",
    production_domains=(
        *("binance.com", "binance.us", "binance.me", "binance.info", "binance.cloud"),
        *("binance.je", "binance.th", "binance.tr", "trbinance.com"),
    ),
    exchange_domains=("binance.com", "binance.us", "binance.vision", "binancefuture.com"),
    demo_prefix="demo-",
    handshake_weight=5,
    limits=(2400, 6000),
    stream_minutes=60,
    stream_path="/ws/",
    streams={
        "wss://ws-dapi.binance.com/ws-dapi/v1": "wss://dstream.binance.com/ws/",
        "wss://testnet.binancefuture.com/ws-dapi/v1": "wss://dstream.binancefuture.com/ws/",
    },
    documentation="https://developers.binance.com/docs/derivatives/coin-margined-futures",
    pages={
        "start": "user-data-streams/Start-User-Data-Stream-Wsp",
        "stop": "user-data-streams/Close-User-Data-Stream-Wsp",
        "general info": "websocket-api-general-info",
        "error codes": "error-code",
        "REST general info": "general-info",
        "streams": "user-data-streams",
    },
)
"""Endpoints, path and handshake weight: COIN-M WebSocket API General Info, overview. Life of a
listen key, and the address of streams: COIN-M User Data Streams; that of the testnet's: as clients
have it, 2025-10. Limits: seen in production and on testnets, 2025 and 2026."""

USD_M_PATH: Final = "/ws-fapi/v1"
USD_M_ENDPOINTS: Final = {
    COIN_M.production: f"wss://ws-fapi.binance.com{USD_M_PATH}",
    COIN_M.testnet: f"wss://testnet.binancefuture.com{USD_M_PATH}",
}
"""Where USDⓈ-M has the same methods, by COIN-M's endpoint (USDⓈ-M WebSocket API General Info)."""
