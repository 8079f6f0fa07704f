"""Files: the folders of the package's data, and writing a file whole."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import Final

_TEMPORARY: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def folder(name: str) -> Path:
    """Return a data folder: inside the installed package, else beside it in the checkout."""
    packaged = Path(__file__).parent / name
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / name


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
