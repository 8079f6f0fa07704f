"""How far a live run is: a bar on a terminal, and nothing in a log but what is waited for."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Bar:
    """Called with what is being done, how much is done, and of how much; with nothing at the end.

    On anything but a terminal only what has no measure is told, a line each: what is waited for.
    """

    def __init__(self, file: TextIO, *, is_terminal: bool) -> None:
        columns = (BarColumn(30), MofNCompleteColumn(), TimeElapsedColumn())
        self.console = Console(file=file, force_terminal=is_terminal, highlight=False)
        self.is_terminal = is_terminal
        self.progress = Progress(
            *columns,
            TextColumn("{task.description}"),
            console=self.console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self.task = self.progress.add_task("", total=None)

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None:
        """Tell it."""
        if not self.is_terminal:
            if what and not total:
                self.console.print(what, markup=False)
            return
        if not what:
            self.progress.stop()
            return
        self.progress.start()
        self.progress.update(self.task, description=escape(what))
        if total:
            self.progress.update(self.task, completed=done, total=total)
