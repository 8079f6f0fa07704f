"""The suite itself, through the proxy: no verdict changes."""

import json
import os
import subprocess
import sys

import pytest
from running import environment

from conformance.clients.library import running_proxy, running_server

pytestmark = pytest.mark.slow("runs the whole suite through a proxy")

CHOSEN = "stop-with-api-key or stop-after-logon or stop-malformed or stop-pipelined"


def verdicts(project, url, report, **settings):
    """Perform some scenarios against a target; return each verdict's outcome."""
    command = [sys.executable, "-m", "pytest", "-q", "--live", "--target", url, "-k", CHOSEN]
    subprocess.run(
        [*command, "-p", "no:cacheprovider", f"--conformance-report={report}"],
        cwd=project,
        env=environment(settings),
        capture_output=True,
        timeout=100,
        check=False,
    )
    records = json.loads(report.read_text("utf-8"))["records"]
    kept = (r for r in records if r["clause"] not in {"RL-10", "RL-11"})  # a minute may end
    return {(r["scenario"], r["clause"]): r["outcome"] for r in kept}


@pytest.mark.parametrize("path", ["", "mutant/status-as-text"])
def test_the_proxy_changes_no_verdict_of_the_suite(path, project, tmp_path):
    folder = tmp_path / "server"
    folder.mkdir()
    with running_server(folder) as server:
        keys = {
            "BINANCE_API_KEY": server.api_key,
            "BINANCE_PRIVATE_KEY_PATH": os.fspath(server.private_key_path),
        }
        url = server.at(path) if path else server.url
        direct = verdicts(project, url, tmp_path / "direct.json", **keys)
        with running_proxy(url) as proxy:
            through = verdicts(project, proxy.url, tmp_path / "through.json", **keys)
    assert len(direct) > 100
    assert ("broken" in direct.values()) == bool(path)
    assert through == direct
