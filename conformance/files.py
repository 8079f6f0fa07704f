"""Files: where the package's data and its suite are, and writing a file whole."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from shlex import quote
from typing import Final

PACKAGED: Final = "--packaged-suite"
"""The option by which pytest is told that the suite is `suite_folder`, and not the project's."""
_CHECKED_OUT: Final = Path("tests/contract")
_TEMPORARY: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def folder(name: str) -> Path:
    """Return a data folder: inside the installed package, else beside it in the checkout."""
    packaged = Path(__file__).parent / name
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / name


def suite_folder() -> Path:
    """Return the folder of the suite's test modules: in the package, else in the checkout."""
    packaged = Path(__file__).parent / "suite"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / _CHECKED_OUT


def suite_command() -> str:
    """Return the command that runs the suite, as it is read in the current folder."""
    return "pytest" if _is_checkout() else "conformance run"


def _is_checkout() -> bool:
    """Whether the current folder is a checkout of this project, perhaps with a part missing."""
    return _CHECKED_OUT.is_dir() or Path("schemas/answer.json").is_file()


def restoring(path: str) -> str:
    """Return how to get a file of the project's own back, as it is read in the current folder."""
    if _is_checkout():
        return f"git checkout -- {quote(path)}"
    return "install userstream-conformance again"


def write_whole(path: Path, text: str) -> None:
    """Replace a file whole or not at all, and make the folders above it. Raises OSError.

    Who may read it is as the umask says.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.stem[:100]}-{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(part, _TEMPORARY, 0o666), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def read_file(path: Path, most: int) -> str:
    """Return the text of a regular file of at most so many bytes.

    Raises OSError, whose ``strerror`` says why, and UnicodeDecodeError.
    """
    with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            kind = "a folder" if stat.S_ISDIR(about.st_mode) else "no file, but a device or a pipe"
            raise OSError(0, f"it is {kind}", str(path))
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(0, f"it is larger than {most // 2**20} MiB", str(path))
    return data.decode("utf-8")
