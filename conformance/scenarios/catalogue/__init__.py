"""Every scenario: what the client sends, in which session state. Never what is right.

A scenario belongs to a module by what is special about it.
To add one, add it there.
"""

from __future__ import annotations

from typing import Final

from conformance.scenarios.catalogue.accounts import ACCOUNTS_SCENARIOS
from conformance.scenarios.catalogue.authentication import AUTHENTICATION_SCENARIOS
from conformance.scenarios.catalogue.connections import CONNECTIONS_SCENARIOS
from conformance.scenarios.catalogue.frames import FRAMES_SCENARIOS
from conformance.scenarios.catalogue.identifiers import IDENTIFIERS_SCENARIOS
from conformance.scenarios.catalogue.listen_keys import LISTEN_KEYS_SCENARIOS
from conformance.scenarios.catalogue.parameters import PARAMETERS_SCENARIOS
from conformance.scenarios.catalogue.sequences import AFTERWARDS_SCENARIOS, PIPELINED_SCENARIOS
from conformance.scenarios.catalogue.streams import STREAMS_SCENARIOS

CATALOGUE: Final = (
    *AUTHENTICATION_SCENARIOS,
    *IDENTIFIERS_SCENARIOS,
    *PARAMETERS_SCENARIOS,
    *PIPELINED_SCENARIOS,
    *FRAMES_SCENARIOS,
    *AFTERWARDS_SCENARIOS,
    *CONNECTIONS_SCENARIOS,
    *ACCOUNTS_SCENARIOS,
    *STREAMS_SCENARIOS,
    *LISTEN_KEYS_SCENARIOS,
)
"""Every scenario, in the order in which they are performed."""

BY_NAME: Final = {scenario.name: scenario for scenario in CATALOGUE}
