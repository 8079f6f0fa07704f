"""Fetching a page with its other language."""

import contextlib
import gzip
import socket
import threading
import time
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import docusaurus
import pytest
from running import conformance

from conformance.drift.pages.compare import compare_pages
from conformance.drift.pages.fetch import PageGone, PageUnreachable, _is_same_server, fetch


@pytest.fixture(scope="module")
def vcr_cassette_dir():
    """Return the folder of recordings that the modules beside this one replay, too."""
    return str(Path(__file__).parent / "cassettes")


@pytest.mark.vcr
@pytest.mark.block_network
def test_a_page_is_fetched_with_its_other_language():
    texts, troubles = fetch("http://127.0.0.1:8017/docs/close")
    assert troubles == []
    assert list(texts) == [f"http://127.0.0.1:8017{path}" for path in docusaurus.PATHS.values()]


@pytest.mark.vcr
@pytest.mark.block_network
def test_a_page_that_is_not_there_is_bad_input():
    with pytest.raises(PageGone, match="there is no such page"):
        fetch("http://127.0.0.1:8017/docs/moved")
    (complaint,) = compare_pages(["http://127.0.0.1:8017/docs/moved"]).complaints
    assert "there is no such page" in complaint


@pytest.mark.slow("tries a host that refuses three times, and once more in a process of its own")
def test_a_host_that_cannot_be_reached_is_nobodys_fault():
    with pytest.raises(PageUnreachable, match=r"could not be fetched: .*refused"):
        fetch("http://127.0.0.1:9/docs")
    done = conformance("docs", "http://127.0.0.1:9/docs")
    assert done.returncode == 6
    assert len(done.stderr.splitlines()) == 1


class Proxy(BaseHTTPRequestHandler):
    """Answers any page as a proxy would, and remembers what was asked of it."""

    requests: ClassVar[list] = []
    page = b"# a page"
    encoding = "identity"
    statuses: ClassVar[list] = []

    def do_GET(self):
        self.requests.append((self.path, self.headers.get("Proxy-Authorization")))
        status = self.statuses.pop(0) if self.statuses else 200
        self.send_response(status)
        if status != 200:
            self.send_header("Retry-After", "60")
        self.send_header("Content-Encoding", self.encoding)
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *_):
        """Print nothing."""


@pytest.fixture
def proxy(monkeypatch):
    """Name a proxy in the environment, with a password; return what is asked of it."""
    Proxy.requests.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        monkeypatch.setenv("http_proxy", f"http://me:s%40cret@127.0.0.1:{port}")
        monkeypatch.setenv("no_proxy", "direct.invalid")
        yield Proxy.requests
        server.shutdown()


def test_a_page_is_fetched_through_the_proxy_that_the_environment_names(proxy):
    texts, _ = fetch("http://docs.invalid/close")
    assert texts == {"http://docs.invalid/close": "# a page"}
    password = b64encode(b"me:s@cret").decode()
    assert proxy == [("http://docs.invalid/close", f"Basic {password}")]


def test_a_page_that_comes_compressed_is_unpacked(proxy, monkeypatch):
    monkeypatch.setattr(Proxy, "page", gzip.compress(b"# a page"))
    monkeypatch.setattr(Proxy, "encoding", "gzip")
    texts, _ = fetch("http://docs.invalid/close")
    assert texts == {"http://docs.invalid/close": "# a page"}


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_server_that_is_busy_is_asked_again_soon_whatever_it_wants(proxy, monkeypatch, status):
    monkeypatch.setattr(Proxy, "statuses", [status])
    began = time.monotonic()
    fetch("http://docs.invalid/close")
    assert time.monotonic() - began < 30
    assert len(proxy) == 2


@pytest.mark.parametrize("host", ["direct.invalid", "127.0.0.1:9", "localhost:9", "[::1]:9"])
def test_a_proxy_is_not_asked_for_this_machine_nor_for_what_it_is_not_for(proxy, host):
    with pytest.raises(PageUnreachable):
        fetch(f"http://{host}/close")
    assert proxy == []


def test_a_proxy_that_is_not_there_is_nobodys_fault_and_its_password_is_not_shown(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://me:s%40cret@127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(PageUnreachable, match="could not be fetched") as error:
        fetch("http://docs.invalid/close")
    assert "cret" not in str(error.value)


@pytest.mark.parametrize(
    "address, is_near",
    [
        ("/zh-CN/close", True),
        ("http://docs.invalid/zh-CN/close", True),
        ("http://evil.invalid/zh-CN/close", False),
        ("http://docs.invalid:81/zh-CN/close", False),
        ("https://docs.invalid/zh-CN/close", False),
    ],
)
def test_a_page_in_another_language_is_only_fetched_from_the_same_server(
    proxy, monkeypatch, address, is_near
):
    link = f'<html><head><link rel="alternate" hreflang="zh-CN" href="{address}"></head></html>'
    monkeypatch.setattr(Proxy, "page", link.encode())
    texts, _ = fetch("http://docs.invalid/close")
    near = ["http://docs.invalid/zh-CN/close"] if is_near else []
    assert [*texts] == ["http://docs.invalid/close", *near]
    assert [place for place, _ in proxy] == [*texts]


def test_what_is_no_http_is_named_by_what_was_wrong_with_it():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def babble():
            with contextlib.suppress(OSError):  # the socket is closed at the end
                while True:
                    peer, _ = server.accept()
                    with peer:
                        peer.recv(65_536)
                        peer.sendall(b"no HTTP at all\r\n\r\n")

        threading.Thread(target=babble, daemon=True).start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/docs"
        with pytest.raises(PageUnreachable, match="could not be fetched: ") as error:
            fetch(url)
    assert "Connection aborted" in str(error.value)
    assert "Caused by" not in str(error.value)


@pytest.mark.parametrize(
    "old, new, is_same",
    [
        ("http://docs.invalid/a", "https://docs.invalid/b", True),
        ("https://docs.invalid/a", "http://docs.invalid/b", False),
        ("http://docs.invalid/a", "https://evil.invalid/b", False),
        ("http://docs.invalid/a", "https://docs.invalid:81/b", False),
        ("http://docs.invalid/a", "https://[docs.invalid/b", False),
    ],
)
def test_the_same_server_over_tls_is_the_same_and_without_it_is_another(old, new, is_same):
    assert _is_same_server(new, old) is is_same
