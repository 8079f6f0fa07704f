"""The progress of a live run: a bar on a terminal; in a log, only lines on waiting."""

from __future__ import annotations

import os
from typing import TextIO

import pytest
from rich import progress as rich
from rich.console import Console
from rich.markup import escape

from conformance.evidence.progress import Progress, no_progress


class Bar:
    """A progress bar, called as `evidence.progress.Progress` describes.

    If it is not on a terminal, it prints a line for each work that has no total: for each wait.
    """

    def __init__(self, file: TextIO, *, is_terminal: bool) -> None:
        columns = (rich.BarColumn(30), rich.MofNCompleteColumn(), rich.TimeElapsedColumn())
        self.console = Console(file=file, force_terminal=is_terminal, highlight=False)
        self.is_terminal = is_terminal
        self.progress = rich.Progress(
            *columns,
            rich.TextColumn("{task.description}"),
            console=self.console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self.task = self.progress.add_task("", total=None)

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None:
        """Show the work."""
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


def progress_of(config: pytest.Config) -> Progress:
    """Return the progress of a run; with ``-qq`` it shows nothing."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not reporter or reporter.verbosity < -1:
        return no_progress
    writer = reporter._tw  # noqa: SLF001 - pytest has no public name for its file
    is_terminal = reporter.isatty and writer.hasmarkup and not os.environ.get("CI")
    return Bar(writer._file, is_terminal=is_terminal)  # noqa: SLF001 - as above
