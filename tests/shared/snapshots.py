"""What is compared with a file beside the test: whole texts, as a person reads them.

`make snapshots` writes the files anew; look at what differs before it is committed.
"""

import re

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode


class Text(SingleFileSnapshotExtension):
    """Keeps a text as a file of its own."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


def without_styles(page):
    """Return a page without its style sheet, scripts and data, each element on its own line."""
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    page = re.sub(r"<script(?! type).*?</script>", "", page, flags=re.DOTALL)
    return re.sub(r"(?<=>)\s*(?=<)", "\n", page)
