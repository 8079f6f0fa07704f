"""The driver of Binance's own Python SDK, with its option that declines rate limits."""

import os
import runpy
from pathlib import Path

os.environ["CONFORMANCE_RATE_LIMITS"] = "false"
runpy.run_path(str(Path(__file__).parent.parent / "official-python/driver.py"), run_name="__main__")
