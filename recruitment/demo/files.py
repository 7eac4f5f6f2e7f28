"""The import files that the centres of the demonstration send in, as their product makes them."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from recruitment.core.csvfile import write_rows
from recruitment.demo.catalogue import ACADEMIE, CENTRES, CentreGoal
from recruitment.demo.people import Guardian, Person, uai
from recruitment.demo.wishes import Group, Wish

PROGRAMME_HEADER = (
    "code_formation", "intitule", "uai", "etablissement", "siret_etablissement", "commune", "departement",
    "academie", "capacite", "examine_les_dossiers", "dispense_de_delai", "rncp", "code_diplome",
)  # fmt: skip
GUARDIAN = ("nom", "prenom", "email", "telephone")
CANDIDATE_HEADER = (
    "numero_inscription", "nom", "prenom", "code_formation", "date_naissance", "sexe", "ine", "email",
    "telephone_fixe", "telephone_portable", "etablissement_origine", "uai_origine", "departement_origine",
    "serie_bac", "adresse", "code_postal", "commune", "voeu_confirme_le",
    *(f"responsable{rank}_{name}" for rank in (1, 2) for name in GUARDIAN),
)  # fmt: skip


def programmes(path: Path) -> None:
    """Write the file of all programmes."""
    rows = [
        (
            programme.code, programme.title, centre.uai, centre.name, centre.siret, centre.town,
            centre.department, ACADEMIE, programme.capacity, _yes(programme.examines),
            _yes(programme.exempt), programme.rncp, programme.diploma,
        )
        for centre in CENTRES
        for programme in centre.programmes
    ]  # fmt: skip
    path.write_bytes(b"".join(write_rows(rows, PROGRAMME_HEADER)))


def candidates(path: Path, centre: CentreGoal, groups: Iterable[Group], until: datetime) -> int:
    """Write what the file of one centre says on a day; return how many wishes it holds."""
    rows = [
        _row(wish, until)
        for group in groups
        for wish in group.wishes
        if wish.programme in centre.programmes and wish.received is not None and wish.received <= until
    ]
    rows.sort(key=lambda row: (row[3], row[1], row[2]))
    path.write_bytes(b"".join(write_rows(rows, CANDIDATE_HEADER)))
    return len(rows)


def _row(wish: Wish, until: datetime) -> tuple[str, ...]:
    person = wish.person
    if person is None:
        raise ValueError("a wish without its candidate")
    confirmed = wish.confirmed.isoformat(sep=" ") if wish.confirmed and wish.confirmed < until else ""
    school, town, department, rank = person.school
    return (
        person.number, person.last_name, person.first_name, wish.programme.code,
        person.birth_date.isoformat(), person.sex, person.ine, person.email, person.phone, person.mobile,
        f"{school}, {town}", uai(department, rank), department, person.series, person.address,
        person.postal_code, person.town, confirmed, *_guardians(person),
    )  # fmt: skip


def _guardians(person: Person) -> Iterable[str]:
    nobody = Guardian("", "", "", "")
    for rank in (0, 1):
        guardian = person.guardians[rank] if rank < len(person.guardians) else nobody
        yield from (guardian.last_name, guardian.first_name, guardian.email, guardian.phone)


def _yes(value: bool) -> str:  # noqa: FBT001 - one word for one fact
    return "oui" if value else "non"
