"""What every page has: its style and script, allowed by their hashes, and text made harmless."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from conformance.api.wording import visible
from conformance.report.columns import SIGNS, signs_of, worst


def written_page(template: str, styles: Sequence[str], script: str = "", **values: Any) -> str:
    """Return a page that needs nothing else, from a template and its values.

    ``styles`` are names of style sheets besides that of all pages, ``script`` that of a script.
    """
    templates = page_templates()
    style = style_of(*styles)
    code = _source(script) if script else ""
    return templates.get_template(template).render(
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(code),  # noqa: S704 - our own file
        style_hash=content_hash(style),
        script_hash=content_hash(code) if code else "",
        signs=SIGNS,
        signs_of=signs_of,
        worst=worst,
        **values,
    )


def style_of(*names: str) -> str:
    """Return the style of all pages, and those of some names, without blanks of no meaning."""
    sheets = (_source(f"{name}.css") for name in ("page", *names))
    text = "\n".join(line.strip() for sheet in sheets for line in sheet.splitlines())
    for wide, close in (
        (" { ", "{"),
        (" {", "{"),
        ("; }", "}"),
        (" }", "}"),
        ("; ", ";"),
        (": ", ":"),
    ):
        text = text.replace(wide, close)
    return text


def _source(name: str) -> str:
    """Return a file beside the templates that is none itself."""
    return (files("conformance.report") / "templates" / name).read_text("utf-8")


@cache
def page_templates() -> Environment:
    """Return the environment of templates; what cannot be seen in a text is taken out."""
    templates = Environment(
        loader=PackageLoader("conformance.report"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    templates.filters["percent"] = lambda part, whole: round(100 * part / whole, 1) if whole else 0
    return templates


def _visible(value: Any) -> Any:
    """Return a text without characters that cannot be seen, or that turn the others round."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return value


def content_hash(text: str) -> str:
    """Return the hash by which a page allows a style or a script of its own."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
