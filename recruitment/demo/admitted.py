"""Lists of admitted candidates that the main centre received: of the second, three people are gone."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import select

from recruitment.admissions import jobs, reception
from recruitment.core.csvfile import write_rows
from recruitment.core.database import db
from recruitment.demo import moments
from recruitment.demo.authors import Author, Authors
from recruitment.demo.moments import at, stand_at
from recruitment.demo.people import Inventor, Person
from recruitment.programmes.models import Programme
from recruitment.rules.identifiers import NATIONAL_LETTERS, NATIONAL_MODULUS
from recruitment.transfers import uploads

LISTED = "34151"  # the programme whose admitted candidates come from the platform's lists
FIRST_NUMBER, ADMITTED, GONE = 2_470_001, 26, 3
FIRST_LIST, SECOND_LIST = at(5, 26, 13, 42), at(5, 26, 13, 46)
HEADER = (
    "Numéro candidat", "Nom", "Prénom", "Etat civil", "Date de Naissance", "Numéro INE", "Adresse mail",
    "Téléphone mobile", "Adresse 1", "Code postal", "Commune", "Pays", "Nationalité",
    "UAI Etablissement origine 2024/2025",
    "Nom Etablissement origine 2024/2025", "Série diplôme", "Internat", "Avis", "Date réponse",
    "Responsable 1 - Nom", "Responsable 1 - Prénom", "Responsable 1 - Adresse mail", "Responsable 1 - Téléphone",
)  # fmt: skip


def write() -> None:
    """Bring both lists in, as the registrar does on their days."""
    programme_id = db.session().scalars(select(Programme.id).where(Programme.code == LISTED)).one()
    author = Authors(db.session()).registrar()
    listed = people()
    _take_list(author, programme_id, listed[:-1], FIRST_LIST)
    _take_list(author, programme_id, listed[GONE:], SECOND_LIST)


def people() -> list[Person]:
    """Return who was admitted: the five forms of INE, none for some, guardians of those under age."""
    inventor = Inventor(Random(moments.YEAR + 1))  # noqa: S311 - drawn again the same each time
    people = [replace(inventor.anybody(), number=str(FIRST_NUMBER + rank)) for rank in range(ADMITTED)]
    return [replace(one, ine=_ine(rank, one.ine)) for rank, one in enumerate(people)]


def _ine(rank: int, usual: str) -> str:
    """Return an INE of one of the forms in use; numbers that begin like these belong to nobody."""
    number = 999_000_000 + rank
    if rank % 6 == 1:
        stem = f"99ABCDE{rank:03d}"
        return f"{stem}{int(stem, 36) % 10}"
    if rank % 6 == 2:
        key = NATIONAL_MODULUS - number % NATIONAL_MODULUS
        return f"{number}{NATIONAL_LETTERS[key // 10]}{NATIONAL_LETTERS[key % 10]}"
    if rank % 6 in (3, 4):
        return f"9999{'AD'[rank % 6 - 3]}{rank:05d}K"
    return "" if rank % 6 == 5 else usual


def _take_list(author: Author, programme_id: int, people: Sequence[Person], on: datetime) -> None:
    """Send a list in, read the difference, confirm it."""
    stand_at(on)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"admis-{LISTED}-{on:%Y-%m-%d}.csv"
        path.write_bytes(b"".join(write_rows(_lines(people), HEADER)))
        digest = uploads.digest_of(path)
        sent = reception.Sent(programme_id, moments.YEAR, author.id, path.name, None, digest)
        exchange_id = reception.receive(sent)
        held = reception.take(exchange_id)
        if held is None:
            raise RuntimeError(f"{path.name} is held by somebody else")
        try:
            reception.begin(exchange_id, held, "checking")
            with jobs.opened(db.session(), exchange_id, path) as check:
                found = check.run(partial(reception.keep_chunk, exchange_id, held))
                reception.end_check(exchange_id, held, found, check.reader, check.more())
            reception.confirm(exchange_id, gone=None)
            reception.write(exchange_id, held)
        finally:
            reception.give_back(held)


def _lines(people: Sequence[Person]) -> Iterator[tuple[str, ...]]:
    for rank, one in enumerate(people):
        uai, school = one.school[0], one.school[1]
        guardian = one.guardians[0] if one.guardians else None
        yield (
            one.number, one.last_name, one.first_name, "M." if one.sex == "M" else "Mme", f"{one.birth_date:%d/%m/%Y}",
            one.ine, one.email, one.mobile, one.address, one.postal_code, one.town, "France", "Française", uai, school,
            one.series, "Non", "Oui si" if rank % 9 == 4 else "Oui", f"{20 - rank % 9:02d}/05/2025 18:{rank:02d}",
            *((guardian.last_name, guardian.first_name, guardian.email, guardian.phone) if guardian else ("",) * 4),
        )  # fmt: skip
