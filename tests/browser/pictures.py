"""The pictures of the README: a report in a browser, and a failing run in a terminal.

Run by `make pictures`. What they show is the reference server with one of its mutants.
"""

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import reports
from chrome import CHROME, DRIVER, MISSING, QUIET
from places import ROOT
from rich.console import Console
from rich.text import Text

from conformance.report.formats.html import as_html

PICTURES = ROOT / ".github" / "pictures"
MUTANT = "id-as-text"
WIDE, NARROW = (1200, 1000), (400, 1000)


def terminal():
    """Draw what a run prints against a server that breaks a clause."""
    serve = [sys.executable, "-m", "conformance", "serve", "--mutant", MUTANT]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
        lines = [server.stdout.readline() for _ in range(3)]
        exports = dict(re.findall(r"export (\w+)=(.*)", "".join(lines)))
        try:
            run = [sys.executable, "-m", "pytest", "-q", "--color=yes", "-k", "stop-id-integer"]
            done = subprocess.run(
                [*run, "--live", "--target", lines[0].strip()],
                capture_output=True,
                text=True,
                check=False,
                cwd=ROOT,
                env=os.environ | exports | {"COLUMNS": "100"},
            )
        finally:
            server.terminate()
    console = Console(file=io.StringIO(), record=True, width=100)
    console.print(Text.from_ansi(done.stdout.replace(lines[0].strip(), "ws://127.0.0.1:9443/")))
    svg = console.export_svg(title="pytest --live --target ws://127.0.0.1:9443/")
    (PICTURES / "run.svg").write_text(svg, "utf-8")


def browser():
    """Photograph a report, wide and light, and narrow and dark."""
    from selenium import webdriver  # noqa: PLC0415 - may be missing

    options = webdriver.ChromeOptions()
    options.binary_location = CHROME
    for argument in (*QUIET, "--hide-scrollbars"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(as_html(reports.report(reports.mutant(MUTANT))), "utf-8")
        for name, (width, height), theme in (("wide", WIDE, "light"), ("narrow", NARROW, "dark")):
            size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
            scheme = {"features": [{"name": "prefers-color-scheme", "value": theme}]}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", scheme)
            driver.get(page.as_uri())
            driver.save_screenshot(str(PICTURES / f"report-{name}.png"))
    driver.quit()


if __name__ == "__main__":
    if MISSING:
        sys.exit(f"no {' and no '.join(MISSING)} here: run make browser first")
    PICTURES.mkdir(parents=True, exist_ok=True)
    terminal()
    browser()
