"""Runs the scripts beside the workflows as GitHub does, with a ``gh`` that answers from a file."""

import json
import os
import subprocess
import sys
from pathlib import Path

from places import ROOT

GITHUB = ROOT / ".github"
GH = """#!/usr/bin/env python3
import json, os, sys
state = json.load(open(os.environ["STATE"]))
state["calls"].append(sys.argv[1:])
json.dump(state, open(os.environ["STATE"], "w"))
print(json.dumps(state.get(" ".join(sys.argv[1:3]), {}) if "view" not in sys.argv
      else state["jobs"][sys.argv[3]]))
"""


class Step:
    """A step of a job in a folder: what it printed, its outputs, its summary, its exit code."""

    def __init__(self, folder, *command, cwd=ROOT, answers=None, **env):
        self.folder = folder
        (folder / "gh").write_text(GH)
        (folder / "gh").chmod(0o755)
        (folder / "state.json").write_text(json.dumps({"calls": []} | (answers or {})))
        done = subprocess.run(
            ["bash", "-e", *map(str, command)],
            cwd=cwd,
            env=self._environment() | env,
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
        self.code, self.printed = done.returncode, done.stdout + done.stderr

    def _environment(self):
        alien = ("BINANCE", "PYTEST", "GITHUB", "RUNNER")
        env = {k: v for k, v in os.environ.items() if not k.startswith(alien)}
        env["PATH"] = f"{self.folder}:{Path(sys.executable).parent}:{env['PATH']}"
        env["STATE"] = str(self.folder / "state.json")
        for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
            env[name] = str(self.folder / name)
            Path(env[name]).write_text("")
        return env | {
            "RUN_URL": "https://example.invalid/9",
            "RUN_ID": "9",
            "GITHUB_ACTIONS": "true",
        }

    @property
    def output(self):
        return (self.folder / "GITHUB_OUTPUT").read_text("utf-8")

    @property
    def summary(self):
        return (self.folder / "GITHUB_STEP_SUMMARY").read_text("utf-8")

    @property
    def written(self):
        """The calls of gh that opened an issue, or commented on one."""
        calls = json.loads((self.folder / "state.json").read_text())["calls"]
        return [call for call in calls if call[:2] in (["issue", "create"], ["issue", "comment"])]
