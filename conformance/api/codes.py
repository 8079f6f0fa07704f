"""Error codes, statuses that throttle, and close codes, as data; others decide what follows.

Error codes are those of the COIN-M error page that a user data stream or session method can get,
and those that futures servers were observed to send though no page has them.
"""

from __future__ import annotations

from typing import Final

DOCUMENTED: Final = frozenset(
    {-1000, -1001, -1002, -1003, -1004, -1005, -1006, -1007, -1008, -1010, -1011, -1013, -1015}
    | {-1016, -1020, -1021, -1022, -1023, -1100, -1101, -1102, -1103, -1104, -1105, -1106, -1121}
    | {-1125, -1127, -1128, -1130, -1136, -2014, -2015, -2018, -2019, -4056, -4057}
)
"""Codes of the page COIN-M Error Codes."""

OBSERVED: Final = frozenset({-5000, -1099, -2017})
"""-5000: unknown method (USD-M testnet, 2025-07); -1099 and -2017: on the USD-M page only."""

AUTHENTICATION: Final = frozenset(
    {-1002, -1021, -1022, -1102, -1103, -2014, -2015, -2017, -4056, -4057}
)
"""Codes of a caller that is not known or not allowed.

USD-M's testnet answered a start without apiKey with -1103 ("param apikey not found.", 2025-08);
Spot answers a missing apiKey with -1102.
"""

OVERLOAD: Final = frozenset({-1001, -1003, -1006, -1007, -1008, -1015, -1016})
"""Codes that are not about the request: the server is busy, throttles, or is going away."""

UNKNOWN_ERROR: Final = -1000
"""An unknown error, if the message says so; otherwise a request that could not be parsed."""
REVOKED_KEY: Final = -2015
"""With a null id, the answer to a revoked key (WebSocket API General Info, session
authentication)."""

BANNED: Final = 418
TOO_MANY_REQUESTS: Final = 429
THROTTLING: Final = frozenset({BANNED, TOO_MANY_REQUESTS})
"""Statuses of an address that throttles, in answers and in handshakes (COIN-M General Info)."""

GOING_AWAY: Final = {1001, 1012, 1013}
"""Close codes of a server that goes away, restarts, or wants another attempt later (RFC 6455,
section 7.4.1; IANA's registry). Once, that is no fault; at every attempt, it is the server's."""
