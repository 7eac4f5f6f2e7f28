"""Files that people send: kept under random names, outside what is served, until their import ends."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from recruitment.core.tabular_limits import Limits, TableRefused

BLOCK = 1024 * 1024
STRAY_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was kept: its random name and the digest of its content."""

    name: str
    sha256: str


def keep(folder: Path, stream: IO[bytes]) -> Stored:
    """Copy what is sent into a file of its own; refuse it beyond the size that an import takes."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{secrets.token_hex(16)}.import"
    digest = hashlib.sha256()
    size, bound = 0, Limits().size
    path = folder / name
    try:
        with path.open("xb") as file:
            path.chmod(0o600)
            while block := stream.read(BLOCK):
                size += len(block)
                _check_size(size, bound)
                digest.update(block)
                file.write(block)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Stored(name, digest.hexdigest())


def _check_size(size: int, bound: int) -> None:
    if size > bound:
        raise TableRefused("too_big", size=size, bound=bound)


def digest_of(path: Path) -> str:
    """Return the digest of a file that is not ours to keep."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def drop(folder: Path, name: str | None) -> None:
    """Delete a kept file."""
    if name:
        (folder / name).unlink(missing_ok=True)


def drop_strays(folder: Path, kept: set[str], now: datetime) -> int:
    """Delete the files that no import under way needs, left by a process that died between two steps.

    A young one may be on its way to its import.
    """
    oldest = (now - STRAY_AFTER).timestamp()
    files = [path for path in folder.glob("*.import") if path.name not in kept] if folder.is_dir() else []
    strays = [path for path in files if path.stat().st_mtime < oldest]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)
