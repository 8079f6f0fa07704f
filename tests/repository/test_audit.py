"""Known vulnerabilities are found, and nothing is green that was not looked up."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import audit
import pytest

LOCKED = """\
one==1.0 \\
    --hash=sha256:{0}
two==2.0 \\
    --hash=sha256:{0}
""".format("0" * 64)


class Database(BaseHTTPRequestHandler):
    """A database that answers as OSV does: with what it was given for a package."""

    def do_POST(self):
        """Answer a query."""
        size = int(self.headers["Content-Length"])
        name = json.loads(self.rfile.read(size))["package"]["name"]
        status, known = self.server.known.get(name, (200, {}))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(known).encode())

    def log_message(self, *arguments):
        """Print nothing."""


def vulnerable(name):
    event = [{"introduced": "0"}, {"fixed": "3.0"}]
    affected = {
        "package": {"name": name, "ecosystem": "PyPI"},
        "ranges": [{"type": "ECOSYSTEM", "events": event}],
        "versions": ["1.0", "2.0"],
    }
    entry = {"id": "TEST-1", "summary": "A hole.", "details": "A hole.", "affected": [affected]}
    return 200, {"vulns": [entry | {"modified": "2026-01-01T00:00:00Z"}]}


@pytest.fixture
def audited(tmp_path, capsys):
    """Audit a lock of two packages with a database of our own; return the code and the output."""
    lock = tmp_path / "lock.txt"
    lock.write_text(LOCKED)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Database)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def run(port=server.server_port, **known):
        server.known = known
        cache = f"--cache-dir={tmp_path}/cache"
        code = audit.main(lock, f"--osv-url=http://127.0.0.1:{port}/", cache, "--timeout=60")
        return code, capsys.readouterr().out

    yield run
    server.shutdown()
    server.server_close()


def test_nothing_known_is_green(audited):
    assert audited() == (0, "looked up: 2, vulnerable: 0\n")


def test_a_known_vulnerability_is_red_and_named(audited):
    code, printed = audited(two=vulnerable("two"))
    assert code == 1
    assert "vulnerable: two: TEST-1\n" in printed


def test_a_database_that_cannot_be_reached_is_unchecked(audited):
    code, printed = audited(port=1)
    assert code == 6
    assert printed.startswith("unchecked: 2 of 2: ")


def test_a_database_that_fails_is_unchecked(audited):
    code, printed = audited(one=(500, {}))
    assert code == 6
    assert printed.startswith("unchecked: ")


def test_a_lock_of_nothing_is_not_green(tmp_path):
    (tmp_path / "empty.txt").write_text("")
    assert audit.main(tmp_path / "empty.txt") == 6
