"""The progress of a command that reads files: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from conformance.evidence.progress import Progress, no_progress


@contextmanager
def progress_of_bytes() -> Iterator[Progress]:
    """Give a progress for numbers of bytes, shown on stderr with its rate and the time left."""
    if not sys.stderr.isatty() or os.environ.get("CI"):
        yield no_progress
        return
    from rich import progress as rich  # noqa: PLC0415 - only where a bar is shown
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415

    columns = (
        rich.BarColumn(16),
        rich.TaskProgressColumn(),
        rich.TransferSpeedColumn(),
        rich.TimeRemainingColumn(),
        rich.TextColumn("{task.description}"),
    )
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(what: str, done: int = 0, total: int = 0) -> None:
            bar.update(task, description=escape(what), completed=done, total=total or None)

        yield show
