"""Reports of certificates, by the ending of their files' names."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from conformance.api.bad_input import BadInput
from conformance.clients.certificate import Certificate, certificate_of
from conformance.clients.formats.html import certificates_as_html
from conformance.clients.formats.junit import as_junit
from conformance.clients.formats.markdown import certificate_as_markdown
from conformance.files import read_file, write_whole

_LARGEST: Final = 2**24


class ReportUnusable(BadInput):
    """A report's name has no known ending, or a certificate cannot be read."""


def certificate_as_json(certificate: Certificate) -> str:
    """Return a certificate as JSON, as `schemas/certificate.json` describes it."""
    return json.dumps(certificate.as_json(), indent=1, ensure_ascii=True) + "\n"


_FORMATS: Final[dict[str, Callable[[Certificate], str]]] = {
    ".json": certificate_as_json,
    ".html": lambda certificate: certificates_as_html([certificate]),
    ".md": certificate_as_markdown,
    ".xml": as_junit,
}


def check_ending(path: Path) -> None:
    """Check that a report can be written under a name. Raises ReportUnusable."""
    if path.suffix not in _FORMATS:
        raise ReportUnusable(f"{path}: a report's name ends with {', '.join(_FORMATS)}")
    if not path.absolute().parent.is_dir():
        raise ReportUnusable(f"{path}: there is no folder {path.parent}")


def write_report(path: Path, certificate: Certificate) -> None:
    """Write a report, whole. Raises OSError."""
    write_whole(path, _FORMATS[path.suffix](certificate))


def read_certificate(path: Path) -> Certificate:
    """Read a certificate that was written as JSON. Raises ReportUnusable."""
    try:
        return certificate_of(json.loads(read_file(path, _LARGEST)))
    except OSError as error:
        why = error.strerror or "it cannot be read"
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        why = "it is no certificate; write one with: conformance certify --report FILE.json"
    raise ReportUnusable(f"{path}: {why}")
