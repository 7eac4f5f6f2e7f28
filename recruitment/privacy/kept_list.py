"""The list of the erased, kept beside the database too: a backup that is restored brings the old list back with it."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.personal_models import ErasedPerson

FILE = "personnes-effacees.txt"


def read(session: Session) -> dict[int, set[str]]:
    """Return the digests of the erased by campaign, from the database and from the file."""
    found: dict[int, set[str]] = {}
    for campaign_id, digest in session.execute(select(ErasedPerson.campaign_id, ErasedPerson.digest)):
        found.setdefault(campaign_id, set()).add(digest)
    path = _path()
    if path.exists():
        for line in path.read_text(encoding="ascii").splitlines():
            whose, _, kept = line.partition(" ")
            if whose.isdigit() and kept:
                found.setdefault(int(whose), set()).add(kept)
    return found


def keep(session: Session) -> None:
    """Write the whole list to the file, in one piece: what a killed run could not write is written by the next."""
    lines = [f"{campaign_id} {digest}" for campaign_id, of in read(session).items() for digest in of]
    path = _path()
    with NamedTemporaryFile(
        "w", encoding="ascii", dir=path.parent, delete=False
    ) as file:  # two jobs may be at it
        file.write("".join(f"{line}\n" for line in sorted(lines)))
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def _path() -> Path:
    return Path(current_app.config["SETTINGS"].data_dir) / FILE
