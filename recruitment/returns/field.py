"""What a column of an export is, what a file is, and what is found when one person goes through it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from recruitment.core.csvfile import safe_cell
from recruitment.returns.cells import Form, Misfit
from recruitment.returns.subject import Subject

Needed: TypeAlias = bool | Callable[[Subject], bool]

ALWAYS: Needed = True
OPTIONAL: Needed = False
#: Where what is missing or wrong is put right.
LEARNER, PERSON, PROGRAMME, CENTRE = "learner", "person", "programme", "centre"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, whether it must be filled, how wide it is, its form, where its value comes from."""

    name: str
    value: Callable[[Subject], Any]
    form: Form
    obligatory: Needed = False
    width: int | None = None
    where: str = LEARNER
    what: str = ""  # what the column holds, in words; its name where nothing more can be said

    def needed(self, subject: Subject) -> bool:
        """Tell whether the column may not stay empty for this person."""
        return self.obligatory if isinstance(self.obligatory, bool) else self.obligatory(subject)


@dataclass(frozen=True, slots=True)
class Finding:
    """An error of one person in one column; a warning leaves the cell empty, a blocking one leaves the person out."""

    column: str
    sentence: str
    where: str
    blocking: bool = True


Cells: TypeAlias = Mapping[str, str]
Check: TypeAlias = Callable[[Cells, Subject], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class File:
    """An export: its columns in order, the checks between columns, whom it is not about, and its outer shape."""

    kind: str  # as in addresses
    source: str  # as in the log of exchanges
    fields: tuple[Field, ...]
    outside: Callable[[Subject], str | None]
    checks: tuple[Check, ...] = ()
    header: bool = True
    quoted: bool = True
    marked: bool = False  # by a byte order mark, which spreadsheets need and programs trip over


@dataclass(frozen=True, slots=True)
class Examined:
    """One person gone through a file."""

    cells: tuple[str, ...]
    findings: tuple[Finding, ...] = field(default=())

    @property
    def blocked(self) -> bool:
        """Tell whether the person is left out."""
        return any(one.blocking for one in self.findings)


def examine(file: File, subject: Subject) -> Examined:
    """Compute every cell of one person, and say everything that is wrong at once."""
    found: list[Finding] = []
    cells = {one.name: _cell(one, subject, found) for one in file.fields}
    for check in file.checks:
        found += check(cells, subject)
    return Examined(tuple(cells.values()), tuple(found))


def _cell(one: Field, subject: Subject, found: list[Finding]) -> str:
    needed = one.needed(subject)
    try:
        text = _fitting(one, one.form(one.value(subject)))
    except Misfit as misfit:
        end = "" if needed else ". La colonne partira vide"
        found.append(Finding(one.name, f"{_what(one)} : {misfit}{end}.", one.where, needed))
        return ""
    if needed and not text:
        found.append(Finding(one.name, f"{_what(one)} : ce renseignement manque.", one.where))
    return text


def _fitting(one: Field, text: str) -> str:
    if one.width is not None and len(text) > one.width:
        raise Misfit(f"« {text[:40]}… » dépasse les {one.width} caractères de la colonne")
    if safe_cell(text) != text:
        raise Misfit(f"« {text[:40]} » commence comme une formule de tableur")
    return text


def _what(one: Field) -> str:
    return one.what or one.name
