"""Pages that lead elsewhere, are too large, or are not there."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from conformance.drift.pages import fetch as module
from conformance.drift.pages.fetch import PageGone, PageUnreachable, fetch

PAGE = b"# a page"
PAGES = b"""<html><head><link rel="alternate" hreflang="zh-CN" href="/404">
<link rel="alternate" hreflang="en" href="/pages/">
<link rel="alternate" hreflang="fr" href="/6"></head></html>"""
CHAIN = {f"/{n}": (302, f"/{n + 1}", b"") for n in range(6)}
ROUTES = CHAIN | {
    "/6": (200, "", PAGE),
    "/nowhere": (302, "", b""),
    "/300": (300, "/6", b""),
    "/399": (399, "/6", b""),
    "/400": (400, "/6", b""),
    "/place": (200, "/1", PAGE),
    "/other": (302, "http://other.invalid/x", b""),
    "/broken": (302, "http://[", b""),
    "/404": (404, "", b""),
    "/410": (410, "", b""),
    "/201": (201, "", PAGE),
    "/latin": (200, "", b"caf\xe9"),
    "/largest": (200, "", b"x" * 100),
    "/larger": (200, "", b"x" * 101),
    "/pages": (200, "", PAGES),
}


class Site(BaseHTTPRequestHandler):
    """Answers by the table of routes."""

    def do_GET(self):
        status, leads, body = ROUTES[self.path]
        self.send_response(status)
        if leads:
            self.send_header("Location", leads)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Print nothing."""


@pytest.fixture(scope="module")
def site():
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize("path", ["/6", "/2", "/300", "/399", "/place"])
def test_a_page_is_fetched_after_up_to_four_redirects(site, path):
    texts, troubles = fetch(f"{site}{path}")
    assert texts == {f"{site}{path}": PAGE.decode()}
    assert troubles == []


@pytest.mark.parametrize(
    "path, error, words",
    [
        ("/1", PageUnreachable, "it leads from one address to another, without end"),
        ("/nowhere", PageUnreachable, "the server answered with 302"),
        ("/400", PageUnreachable, "the server answered with 400"),
        ("/201", PageUnreachable, "the server answered with 201"),
        ("/other", PageGone, "it leads to other.invalid, and no other server is asked"),
        ("/broken", PageGone, "it leads to nowhere, and no other server is asked"),
        ("/404", PageGone, "there is no such page (404)"),
        ("/410", PageGone, "there is no such page (410)"),
    ],
)
def test_what_is_no_page_is_named(site, path, error, words):
    with pytest.raises(error) as caught:
        fetch(f"{site}{path}")
    assert str(caught.value).startswith(site)
    assert words in str(caught.value)


def test_a_page_has_a_largest_size(site, monkeypatch):
    monkeypatch.setattr(module, "LARGEST_PAGE", 100)
    assert fetch(f"{site}/largest")[0] == {f"{site}/largest": "x" * 100}
    with pytest.raises(PageUnreachable, match="the page is larger than"):
        fetch(f"{site}/larger")


def test_what_is_no_utf_8_is_read_all_the_same(site):
    assert fetch(f"{site}/latin")[0] == {f"{site}/latin": "caf\ufffd"}


def test_another_language_that_is_not_there_is_a_trouble_and_the_page_itself_is_no_other(site):
    texts, troubles = fetch(f"{site}/pages")
    assert [*texts] == [f"{site}/pages"]
    assert [str(trouble) for trouble in troubles] == [
        f"{site}/404: there is no such page (404); has it moved?"
    ]
