"""Where a venue's own pages support a clause otherwise than COIN-M's, as data.

A clause that is not named has the same place on the venue's own page. By a source that cannot carry
a MUST, a clause is a SHOULD there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from conformance.api.sources import Source

OWN_SOURCES: Final[Mapping[str, Mapping[str, Source]]] = {}
"""Sources by the venue's name, and the clause's id."""
