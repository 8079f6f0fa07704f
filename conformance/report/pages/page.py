"""What every page has: its style and script, allowed by their hashes, and text made harmless."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from conformance.api.wording import visible
from conformance.report.columns import SIGNS, signs_of, worst


def written_page(template: str, **values: Any) -> str:
    """Return a page that needs nothing else, from a template and its values."""
    templates = page_templates()
    style, script = (templates.get_template(f"report.{kind}").render() for kind in ("css", "js"))
    return templates.get_template(template).render(
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=content_hash(style),
        script_hash=content_hash(script),
        signs=SIGNS,
        signs_of=signs_of,
        worst=worst,
        **values,
    )


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
