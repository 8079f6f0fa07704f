"""The browser that `make browser` installs: where it lies, and what is missing of it."""

import importlib.util
import shutil

from places import ROOT

AXE = ROOT / "tests" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
CHROME = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
MISSING = [
    name
    for name, there in (
        ("selenium", importlib.util.find_spec("selenium")),
        ("chromium", CHROME),
        ("chromedriver", DRIVER),
        ("axe-core", AXE.exists()),
    )
    if not there
]
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
