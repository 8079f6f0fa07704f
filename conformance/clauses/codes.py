"""What is known of methods and error codes, as data; the clauses decide what follows from it.

Codes are those of the COIN-M error page that a user data stream or session method can meet, and
those that futures servers were seen to send though no page has them.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final = {
    "userDataStream.start": 1,
    "userDataStream.ping": 1,
    "userDataStream.stop": 1,
    "session.logon": 2,
    "session.status": 2,
    "session.logout": 2,
}
"""Each method's request weight, as its page says."""

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
"""Codes that say who asks is not known or not allowed.

-1103 is what USD-M's testnet said to a start without apiKey ("param apikey not found.", 2025-08);
-1102 is what Spot says to a missing apiKey.
"""

OVERLOAD: Final = frozenset({-1001, -1003, -1006, -1007, -1008, -1015, -1016})
"""Codes that say nothing of the request: the server is busy, throttles, or is going away."""
