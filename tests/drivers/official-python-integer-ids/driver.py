"""The driver of Binance's own Python SDK, with an id that is an integer, as the API allows."""

import os
import runpy
from pathlib import Path

os.environ.setdefault("CONFORMANCE_ID", "1")
runpy.run_path(str(Path(__file__).parent.parent / "official-python/driver.py"), run_name="__main__")
