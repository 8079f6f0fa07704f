"""What a run prints and writes: no key is left in it, and GitHub's runner obeys none of it."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any, Final

import pytest

from conformance.api.document import JsonObject
from conformance.plugin.workers import is_worker
from conformance.report.terminal.github import is_github, stop_commands
from conformance.transcript.fragments import Fragments

TOKEN: Final = pytest.StashKey[str]()
"""What ends the part of the output in which GitHub's runner obeys nothing."""


def stop_obedience(config: pytest.Config) -> None:
    """Print that a runner obeys no command from here on; nothing outside GitHub."""
    reporter = _reporter(config)
    if reporter and is_github():
        config.stash.setdefault(TOKEN, secrets.token_hex(16))
        reporter.write_line(stop_commands(config.stash[TOKEN])[0])


def resume_obedience(config: pytest.Config) -> None:
    """Print that a runner obeys commands again, if it was stopped."""
    reporter = _reporter(config)
    if reporter and TOKEN in config.stash:
        reporter.ensure_newline()
        reporter.write_line(stop_commands(config.stash[TOKEN])[1])


def _reporter(config: pytest.Config) -> Any:
    if is_worker(config):
        return None
    return config.pluginmanager.get_plugin("terminalreporter")


@dataclass(frozen=True, slots=True)
class LastCheck:
    """Takes the accounts' keys out of what leaves this process, if one is there in spite of all."""

    key: Fragments

    def text(self, text: str) -> str:
        """Return a text without any part of the key, in any case of its letters."""
        return self.key.replaced(text, "<apiKey>")

    def value(self, value: Any) -> Any:
        """Return a value of JSON without the key."""
        text = json.dumps(value, default=str)
        return json.loads(self.text(text)) if self.finds(text) else value

    def report(self, report: pytest.TestReport) -> None:
        """Take the key out of a test's report: its text, and its properties."""
        if self.key.parts and self.finds(f"{report.longrepr}{report.user_properties}"):
            report.user_properties = [(n, self.value(v)) for n, v in report.user_properties]
            if isinstance(report.longrepr, tuple):
                path, line, reason = report.longrepr
                report.longrepr = (path, line, self.text(reason))
            elif report.longrepr is not None:
                report.longrepr = self.text(str(report.longrepr))
            report.sections = [(name, self.text(each)) for name, each in report.sections]

    def finds(self, text: str) -> bool:
        """Whether a part of the key is in a text."""
        return bool(self.key.spans(text))

    def parts(self, report: JsonObject) -> JsonObject:
        """Return the parts of a report without the key."""
        return {name: self.value(part) for name, part in report.items()}
