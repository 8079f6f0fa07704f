"""Where a venue's own pages support a clause otherwise than COIN-M's, as data.

A clause that is not named has the same place on the venue's own page. By a source that cannot carry
a MUST, a clause is a SHOULD there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from conformance.api.sources import (
    Source,
    general_info,
    inferred_from,
    rest_info,
    shown_on,
    start_page,
    stop_page,
)

_REQUEST: Final = shown_on(stop_page("Request and Response Example (Request Parameters: None)"))
_LOGGED_ON: Final = general_info("Log in with API key (then apiKey can be left out)")
_VALID_KEY: Final = rest_info("Endpoint Security Type (USER_STREAM: a valid API key)")
_USD_M: Final = {
    "AUTH-1": _REQUEST,
    "AUTH-2": _LOGGED_ON,
    "AUTH-4": _VALID_KEY,
    "AUTH-9": _VALID_KEY,
    "AUTH-10": _REQUEST,
    "AUTH-12": inferred_from(_REQUEST, "the apiKey is a string there"),
    "LKEY-1": shown_on(
        start_page("Request and Response Example (apiKey: mandatory)"),
        "WebSocket API General Info, Log in with API key (then apiKey can be left out)",
    ),
    "LKEY-2": _LOGGED_ON,
    "LKEY-4": _VALID_KEY,
    "RL-10": inferred_from(general_info("Log in with API key, Weight (of each method)")),
}
"""The pages about stop and ping have no parameters, though their examples have an apiKey; that on
start says that it is mandatory. The examples of session methods are without rateLimits."""
OWN_SOURCES: Final[Mapping[str, Mapping[str, Source]]] = {"usdm": _USD_M}
"""Sources by the venue's name, and the clause's id."""
