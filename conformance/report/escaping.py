"""Makes text from elsewhere harmless where it is shown: in Markdown and in GitHub's commands."""

from __future__ import annotations

import html
import re
from typing import Final

from conformance.api.wording import visible

_MARKS: Final = frozenset(r"\`*_{}[]()#!|~@")


def markdown(text: str) -> str:
    """Return a text on one line that is neither HTML nor Markdown."""
    escaped = html.escape(" ".join(visible(text).split()), quote=False)
    return "".join(f"&#{ord(char)};" if char in _MARKS else char for char in escaped)


def code(text: str) -> str:
    """Return a text as code within a line of Markdown."""
    return f"<code>{markdown(text)}</code>"


def fenced(text: str, language: str = "") -> str:
    """Return a text as a block of code in Markdown; nothing in the text can end the block."""
    text = visible(text)
    longest = max((len(run) for run in re.findall("~+", text)), default=0)
    fence = "~" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def command(name: str, message: str, **properties: str | int) -> str:
    """Return a command of a GitHub workflow: ``error``, ``warning`` or ``notice``."""
    settings = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {settings}::{_escaped(message)}"


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _escaped(text: str) -> str:
    text = visible(text).replace("%", "%25")
    return text.replace("\r", "%0D").replace("\n", "%0A")
