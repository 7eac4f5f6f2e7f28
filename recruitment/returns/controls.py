"""What an export would meet: every error by person and column, who is ready, who is left out, who is not meant.

Nothing is written. The file itself goes through the same examination, person by person.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from recruitment.core.csvfile import write_rows
from recruitment.returns.field import Examined, File, Finding, examine
from recruitment.returns.queries import Wanted, subjects
from recruitment.returns.subject import Subject

PAGE = 100
HEADER = ("formation", "n_inscription", "nom", "prenom", "colonne", "gravite", "erreur", "ou_corriger")
GRAVITY = {True: "bloquante", False: "avertissement"}
PLACES = {
    "learner": "fiche de l’apprenant",
    "person": "compléments pour les exports",
    "programme": "réglages de la formation",
    "centre": "réglages du centre",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which errors are shown: of one column, one programme, one gravity; empty for all."""

    column: str = ""
    programme: str = ""
    gravity: str = ""

    def keeps(self, subject: Subject, finding: Finding) -> bool:
        """Tell whether an error is to be shown."""
        return (
            self.column in ("", finding.column)
            and self.programme in ("", subject.programme.code)
            and self.gravity in ("", GRAVITY[finding.blocking])
        )


@dataclass(frozen=True, slots=True)
class Error:
    """One line of the list: who, in which column, what."""

    registration_id: int
    learner_id: int
    name: str
    candidate_number: str
    programme: str
    title: str
    finding: Finding


@dataclass(slots=True)
class Report:
    """What the controls found."""

    ready: int = 0
    warned: int = 0
    outside: Counter[str] = field(default_factory=Counter)
    blocked: list[str] = field(default_factory=list)  # the names of those left out
    blocking: Counter[str] = field(default_factory=Counter)  # by column
    warnings: Counter[str] = field(default_factory=Counter)
    programmes: dict[str, str] = field(default_factory=dict)
    errors: list[Error] = field(default_factory=list)
    shown: int = 0  # how many errors the filter keeps, on all pages

    @property
    def columns(self) -> list[tuple[str, int, int]]:
        """Return the columns with errors, the most blocking first."""
        names = sorted(set(self.blocking) | set(self.warnings), key=lambda name: (-self.blocking[name], name))
        return [(name, self.blocking[name], self.warnings[name]) for name in names]


def examined(file: File, wanted: Wanted, today: date) -> Iterator[tuple[Subject, str | None, Examined]]:
    """Yield each person with why the file is not about them, or what was found."""
    for subject in subjects(wanted, today):
        outside = file.outside(subject)
        yield subject, outside, Examined(()) if outside else examine(file, subject)


def control(file: File, wanted: Wanted, today: date, chosen: Filter, page: int = 1) -> Report:
    """Go through everybody, and keep one page of the errors asked for."""
    report = Report()
    first = (page - 1) * PAGE
    for subject, outside, found in examined(file, wanted, today):
        if outside:
            report.outside[outside] += 1
            continue
        _count(report, subject, found)
        for finding in found.findings:
            if chosen.keeps(subject, finding):
                if first <= report.shown < first + PAGE:
                    report.errors.append(error_of(subject, finding))
                report.shown += 1
    return report


def errors_csv(file: File, wanted: Wanted, today: date, chosen: Filter) -> Iterator[bytes]:
    """Stream the errors asked for, one line each, for a spreadsheet (R10.2)."""
    rows = (
        (
            subject.programme.code,
            subject.admitted.candidate_number,
            subject.learner.last_name,
            subject.learner.first_name,
            finding.column,
            GRAVITY[finding.blocking],
            finding.sentence,
            PLACES[finding.where],
        )
        for subject, _outside, found in examined(file, wanted, today)
        for finding in found.findings
        if chosen.keeps(subject, finding)
    )
    return write_rows(rows, HEADER)


def error_of(subject: Subject, finding: Finding) -> Error:
    """Return an error with who it is about."""
    return Error(
        subject.registration.id,
        subject.learner.id,
        f"{subject.learner.last_name} {subject.learner.first_name}",
        subject.admitted.candidate_number,
        subject.programme.code,
        subject.programme.title,
        finding,
    )


def _count(report: Report, subject: Subject, found: Examined) -> None:
    report.programmes.setdefault(subject.programme.code, subject.programme.title)
    for finding in found.findings:
        (report.blocking if finding.blocking else report.warnings)[finding.column] += 1
    if found.blocked:
        report.blocked.append(f"{subject.learner.last_name} {subject.learner.first_name}")
    else:
        report.ready += 1
        report.warned += bool(found.findings)
