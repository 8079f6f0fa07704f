"""Exit codes: what a run ends with."""

from __future__ import annotations

from typing import Final

EXIT_KEPT: Final = 0


EXIT_BROKEN: Final = 1


EXIT_BAD_INPUT: Final = 2


EXIT_FAULT: Final = 3


EXIT_INCONCLUSIVE: Final = 6
