"""An API page taken apart: Markdown or the HTML of a Docusaurus page, in English or Chinese.

Markdown is turned into HTML first, so there is one way to read both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from conformance.api.document import ABSENT, Document, read

LANGUAGES: Final = {"en": "English", "zh-CN": "Chinese"}
SECTIONS: Final = {
    "description": ("API Description", "接口描述"),
    "method": ("Method", "方式"),
    "request example": ("Request", "请求"),
    "request weight": ("Request Weight", "请求权重"),
    "request parameters": ("Request Parameters", "请求参数"),
    "response example": ("Response Example", "响应示例"),
}
"""The sections of an API page, by their headings in both languages."""
PARAMETER_COLUMNS: Final = {
    "name": ("Name", "名称"),
    "type": ("Type", "类型"),
    "mandatory": ("Mandatory", "是否必需"),
    "description": ("Description", "描述"),
}
"""The columns of the table of parameters, by their headings in both languages."""
_BLOCKS: Final = "h1, h2, h3, h4, h5, h6, p, li, pre, table"
_FEWEST: Final = 2
"""How many of the sections a text has at least, if it is an API page."""
_DEEPEST: Final = 10_000
_MOST_PIECES: Final = 5_000
_PIECE: Final = re.compile(r"[\s/]+")
_SCRIPT: Final = re.compile(r"<(script|style)\b.*?</\1", re.DOTALL | re.IGNORECASE)
_INVISIBLE: Final = re.compile("[\u200b-\u200d\u2060\ufeff]")


class NoApiPage(Exception):
    """A text is no API page; the message says what it lacks."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, in one language.

    ``sections`` are the texts of sections by name, or by heading where the section is not known.
    ``examples`` are the JSON examples by section. ``parameters`` are the rows of their table by
    name, each a text for each column.
    """

    language: str
    title: str
    sections: dict[str, str] = field(default_factory=dict)
    examples: dict[str, Document] = field(default_factory=dict)
    parameters: dict[str, dict[str, str]] = field(default_factory=dict)


def read_pages(text: str, name: str) -> tuple[list[Page], list[str]]:
    """Return the API pages in a text, in order, and the titles of its other parts.

    Raises NoApiPage where it has no API page.
    """
    parts = [(_page(blocks), _text(blocks[0][1])) for blocks in _by_title(_tree(text, name))]
    pages = [page for page, _ in parts if page]
    if not pages:
        raise NoApiPage(
            f"{name}: it is no API page: nowhere is there a title with sections like Method (方式) "
            "and Response Example (响应示例) below it"
        )
    return pages, [title for page, title in parts if not page]


def alternates(text: str) -> dict[str, str]:
    """Return the addresses of the same page by language, as its HTML has them."""
    try:
        links = _tree(text, "").css('link[rel="alternate"][hreflang]')
    except NoApiPage:
        return {}
    return {str(link.attributes["hreflang"]): link.attributes.get("href") or "" for link in links}


def _tree(text: str, name: str) -> Any:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only needed here, as is the next
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415

    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        text = MarkdownIt("commonmark").enable("table").render(text)
    _check_flat(text, name)
    tree = LexborHTMLParser(text)
    for link in tree.css("a.hash-link, script, style, nav, button"):
        link.decompose()
    return tree


def _check_flat(text: str, name: str) -> None:
    """Check that HTML is nested, and its elements are long, as pages are. Raises NoApiPage.

    The parser takes the square of either, and cannot be interrupted.
    """
    depth = 0
    for part in _SCRIPT.sub("", text).split("<")[1:]:
        depth += -1 if part.startswith("/") else part[:1].isalpha()
        if depth > _DEEPEST or len(_PIECE.split(part, _MOST_PIECES)) > _MOST_PIECES:
            raise NoApiPage(
                f"{name}: it is no API page: its elements nest too deeply, or are too long"
            )


Block = tuple[str, Any]


def _by_title(tree: Any) -> Iterator[list[Block]]:
    """Yield the blocks of each page: from one title to the next."""
    main = tree.css_first("article") or tree.body
    blocks: list[Block] = []
    for node in main.css(_BLOCKS) if main else ():
        if node.tag == "h1" and blocks:
            yield blocks
            blocks = []
        if blocks or node.tag == "h1":
            blocks.append((node.tag, node))
    if blocks:
        yield blocks


def _page(blocks: list[Block]) -> Page | None:
    """Return a page; None where fewer than two sections are those of an API page."""
    title = _text(blocks[0][1])
    sections: dict[str, list[Block]] = {}
    languages: list[int] = []
    heading = ""
    for tag, node in blocks[1:]:
        if tag.startswith("h"):
            heading, language = _named(_text(node), SECTIONS)
            languages += [] if language is None else [language]
            sections.setdefault(heading, [])
        else:
            sections.setdefault(heading or "introduction", []).append((tag, node))
    if len(SECTIONS.keys() & sections.keys()) < _FEWEST:
        return None
    is_chinese = sum(languages) * 2 > len(languages)
    page = Page([*LANGUAGES][is_chinese], title)
    for name, section_blocks in sections.items():
        _fill(page, name, section_blocks)
    return page


def _named(heading: str, names: Mapping[str, tuple[str, str]]) -> tuple[str, int | None]:
    """Return the name for a heading, and the number of its language.

    An unknown heading is its own name, and its language is None.
    """
    for name, headings in names.items():
        known = [each.casefold() for each in headings]
        if heading.casefold() in known:
            return name, known.index(heading.casefold())
    return heading, None


def _fill(page: Page, name: str, blocks: list[Block]) -> None:
    if name.endswith("example"):
        codes = [node for tag, node in blocks if tag == "pre"]
        page.examples[name] = read(_code(codes[0])) if codes else Document(ABSENT, "it has none")
        for number, node in enumerate(codes[1:], start=2):
            page.examples[f"{name} {number}"] = read(_code(node))
        blocks = [block for block in blocks if block[0] != "pre"]
    if name == "request parameters":
        for table in (node for tag, node in blocks if tag == "table"):
            page.parameters.update(_parameters(table))
        blocks = [block for block in blocks if block[0] != "table"]
    text = " ".join(_text(node) for _, node in blocks).strip()
    if text or name not in (*page.examples, "request parameters"):
        page.sections[name] = text


def _parameters(table: Any) -> dict[str, dict[str, str]]:
    """Return the rows of a table of parameters, by name, each with its cells by column."""
    heads = [_named(_text(cell), PARAMETER_COLUMNS)[0] for cell in table.css("th")]
    parameters = {}
    for row in table.css("tbody tr"):
        cells = dict(zip(heads, map(_text, row.css("td")), strict=False))
        name = cells.pop("name", "")
        parameters[f"{name} (again)" if name in parameters else name] = cells
    return parameters


def _text(node: Any) -> str:
    """Return the text of a node, on one line."""
    return " ".join(_INVISIBLE.sub("", node.text()).split())


def _code(node: Any) -> str:
    """Return the text of a code block, in which a page may break lines with elements."""
    for line in node.css("br"):
        line.replace_with("\n")
    return _INVISIBLE.sub("", str(node.text()))
