"""An API page as Docusaurus publishes it: made from the Markdown, for tests and recordings.

The recordings in `tests/drift/pages/cassettes/` are of this server: run this file, and beside it
`pytest tests/drift/pages/test_fetch.py -k "page_is" --live --record-mode=once`.
"""

import http.server
import re
import threading
from contextlib import contextmanager

from markdown_it import MarkdownIt
from places import DATA

PAGES = DATA / "pages"
PATHS = {"en": "/docs/close", "zh-CN": "/docs/zh-CN/close"}


def markdown(language):
    """Return one language's part of the page, from its title on."""
    text = (PAGES / "stop.md").read_text("utf-8")
    english, chinese = re.findall(r"^# .*?(?=^---$|\Z)", text, re.DOTALL | re.MULTILINE)
    return english if language == "en" else chinese


def html(language, text=None):
    """Return a whole page: head, navigation, article with anchors and highlighted code, footer."""
    body = MarkdownIt("commonmark").enable("table").render(text or markdown(language))
    body = re.sub(
        r"<a href=\"[^\"]*#([^\"]*)\" title=\"([^\"]*)\"></a>",
        '<a href="#\\1" class="hash-link" aria-label="\\2" title="\\2">\u200b</a>',
        body,
    )
    body = re.sub(r"<pre><code>(.*?)</code></pre>", _highlighted, body, flags=re.DOTALL)
    links = "".join(
        f'<link data-rh="true" rel="alternate" href="{path}" hreflang="{other}">'
        for other, path in {**PATHS, "x-default": PATHS["en"]}.items()
    )
    return (
        f'<!doctype html><html lang="{language}" dir="ltr"><head><meta charset="utf-8">'
        f"<title>page</title>{links}<style>h2{{}}</style></head><body>"
        '<nav aria-label="Main"><h2>Method</h2></nav><aside><h2>Request Weight</h2></aside>'
        f'<main><article><div class="theme-doc-markdown markdown">{body}</div>'
        '<footer class="theme-doc-footer"><span>Last updated</span></footer></article>'
        '<nav class="pagination-nav"><h2>Next</h2></nav></main>'
        "<script>document.title</script></body></html>"
    )


def _highlighted(match):
    """Return a code block as Prism writes it: a span a token, a break a line."""
    lines = match[1].rstrip("\n").split("\n")
    spans = (
        '<span class="token-line" style="color:#393A34">'
        f'<span class="token plain">{line}</span><br></span>'
        for line in lines
    )
    return (
        '<div class="language-javascript codeBlockContainer"><div class="codeBlockContent">'
        f'<pre tabindex="0" class="prism-code"><code>{"".join(spans)}</code></pre>'
        '<button type="button" aria-label="Copy code to clipboard"></button></div></div>'
    )


@contextmanager
def site(port=0):
    """Serve both pages on loopback; give the server's address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            language = {path: name for name, path in PATHS.items()}.get(self.path)
            self.send_response(200 if language else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            if language:
                self.wfile.write(html(language).encode())

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    with site(8017):
        threading.Event().wait()
