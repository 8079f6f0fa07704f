"""``python -m conformance`` is ``conformance``."""

from conformance.cli.app import main

main()
