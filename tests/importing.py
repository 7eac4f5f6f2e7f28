"""Files to import, and their import as an operator or a person asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from recruitment.applications.models import Application, Candidate
from recruitment.core.database import db
from recruitment.programmes.models import Campaign
from recruitment.transfers import actions, jobs, staging, wording
from recruitment.transfers.models import ImportRun
from tests import builders

CANDIDATE = {"numero_inscription": "1234567", "nom": "Roche", "prenom": "Inès"}
PROGRAMME = {
    "code_formation": "40123",
    "intitule": "BTS Électrotechnique",
    "uai": "0631985R",
    "etablissement": "CFA des Volcans",
    "academie": "Clermont-Ferrand",
    "capacite": "18",
    "examine_les_dossiers": "oui",
    "dispense_de_delai": "non",
}


@dataclass
class Imported:
    """What an import announced, and what is said of its lines."""

    run_id: int
    new: int
    changed: int
    unchanged: int
    refused: int
    said: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Return new, changed, unchanged, refused."""
        return self.new, self.changed, self.unchanged, self.refused


def write_file(folder: Path, lines: Sequence[Mapping[str, str]], name: str = "file.csv") -> Path:
    """Write lines under the headers that they use."""
    headers = list(dict.fromkeys(header for line in lines for header in line))
    rows = [headers, *[[line.get(header, "") for header in headers] for line in lines]]
    path = folder / name
    path.write_text("\n".join(";".join(row) for row in rows) + "\n", encoding="utf-8")
    return path


def check(
    path: Path,
    kind: str = "candidates",
    account_id: int | None = None,
    *,
    confirmed: bool = True,
    programme_id: int | None = None,
) -> tuple[Imported, Any]:
    """Check a file into the staging table; return what it announces, and the lease."""
    campaign = db.session.scalars(select(Campaign)).first() or builders.make_campaign()
    facts = {"kind": kind, "campaign_id": campaign.id, "account_id": account_id, "file_name": path.name}
    run_id = actions.receive({**facts, "sha256": "0" * 64, "programme_id": programme_id})
    held = actions.take(run_id)
    assert held is not None
    found = jobs.check_file(run_id, path, held, confirmed=confirmed)
    said = [
        (remark.column, line.number, remark.code)
        for chunk in staging.staged(db.session(), run_id)
        for line in chunk
        for remark in line.remarks
    ]
    names = found.columns
    new, changed, unchanged, refused = (found.counts[action] for action in staging.ACTIONS)
    told = [(line, names.get(column, ""), code) for column, line, code in said]
    return Imported(run_id, new, changed, unchanged, refused, told), held


def load(
    path: Path,
    kind: str = "candidates",
    account_id: int | None = None,
    *,
    programme_id: int | None = None,
) -> Imported:
    """Import a file whole."""
    imported, held = check(path, kind, account_id, programme_id=programme_id)
    actions.write(imported.run_id, held)
    actions.give_back(held)
    db.session.expire_all()
    return imported


def load_lines(folder: Path, *lines: Mapping[str, str], kind: str = "candidates", **asked: Any) -> Imported:
    """Import lines; a candidate's begins like CANDIDATE, a programme's like PROGRAMME."""
    begins = CANDIDATE if kind == "candidates" else PROGRAMME
    return load(write_file(folder, [{**begins, **line} for line in lines]), kind, **asked)


def the_candidate() -> Candidate:
    """Return the only candidate."""
    return db.session.scalars(select(Candidate)).one()


def the_application() -> Application:
    """Return the only application."""
    return db.session.scalars(select(Application)).one()


def the_run() -> ImportRun:
    """Return the latest import."""
    return db.session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first() or ImportRun()


def sentence(code: str) -> str:
    """Return what the product says for a code."""
    return wording.REMARKS[code]
