"""Error codes, statuses that throttle, and close codes, as data; others decide what follows.

Error codes are those of the COIN-M error page that are not about filters, and what else is known
of futures servers.
"""

from __future__ import annotations

from typing import Final

DOCUMENTED: Final = frozenset(
    {-1000, -1001, -1002, -1003, -1004, -1005, -1006, -1007, -1008, -1010, -1011, -1013, -1014}
    | {-1015, -1016, -1020, -1021, -1022, -1023, -1100, -1101, -1102, -1103, -1104, -1105, -1106}
    | {-1108, -1109, *range(-1121, -1109), -1125, -1127, -1128, -1130, -1136}
    | {-2010, -2011, -2013, -2014, -2015, -2016, *range(-2028, -2017), -4056, -4057}
)
"""Codes of the page COIN-M Error Codes, 10xx to 20xx, and those of key types, 40xx."""

DOCUMENTED_ELSEWHERE: Final = frozenset({-1099, -2017})
"""Codes of the page USD-M Error Codes only."""

UNKNOWN_METHOD: Final = -5000
"""What an unknown method gets (observed: USD-M, 2025-07 and 2025-11)."""
OBSERVED: Final = frozenset({UNKNOWN_METHOD})
"""Codes that futures servers were observed to send though no page has them."""

AUTHENTICATION: Final = frozenset(
    {-1002, -1021, -1022, -1102, -1103, -2014, -2015, -2017, -4056, -4057}
)
"""Codes of a caller that is not known or not allowed.

USD-M's testnet answered a start without apiKey with -1103 ("param apikey not found.", 2025-08);
Spot answers a missing apiKey with -1102.
"""

OVERLOAD: Final = frozenset({-1001, -1003, -1006, -1007, -1008, -1015, -1016})
"""Codes that are not about the request: the server is busy, throttles, or is going away."""

BACK_END: Final = frozenset({-1109})
"""Codes that good keys get now and then, from the back end ("Invalid account.", on futures demo
keys, 2026-06)."""

UNAVAILABLE: Final = -1016
"""The service shuts down, or is no longer available (COIN-M Error Codes, 10xx): once, it may be
busy; for good, the method is gone."""
GONE: Final = 410
"""The status of what was switched off for good (RFC 9110, section 15.5.11)."""

LATE: Final = -1021
"""The timestamp is outside of the time that the request may take (COIN-M Error Codes, 10xx)."""

UNKNOWN_LISTEN_KEY: Final = -1125
"""The listen key does not exist: no stream is open (COIN-M Error Codes, 11xx)."""

UNKNOWN_ERROR: Final = -1000
"""An unknown error, if the message says so; otherwise a request that could not be parsed."""
REVOKED_KEY: Final = -2015
"""With a null id, the answer to a revoked key (WebSocket API General Info, session
authentication)."""

BANNED: Final = 418
TOO_MANY_REQUESTS: Final = 429
THROTTLING: Final = frozenset({BANNED, TOO_MANY_REQUESTS})
"""Statuses of an address that throttles, in answers and in handshakes (COIN-M General Info)."""
