"""The driver of python-binance, with calls that it signs, though they need no signature."""

import os
import runpy
from pathlib import Path

os.environ["CONFORMANCE_SIGNED"] = "1"
runpy.run_path(str(Path(__file__).parent.parent / "python-binance/driver.py"), run_name="__main__")
