"""One admitted candidate as a neighbour tells them, whatever the neighbour: what every way into the pool gives."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class GuardianRecord:
    """A legal guardian, as the neighbour wrote them; nothing at all: there is none."""

    last_name: str | None = None
    first_name: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None

    def __bool__(self) -> bool:
        return any((self.last_name, self.first_name, self.email, self.phone, self.address))


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmittedRecord:
    """An admitted candidate. Values are clean and checked already; None: the neighbour does not say.

    `line` is the place in the file or in the answer, from 1, each once in an exchange. `note` is what else is said of
    the line, in French. `left_out` says why somebody
    is told and not taken (`rules.admissions`); a `situation` of 0 or 3 says it too.
    """

    line: int
    candidate_number: str
    last_name: str
    first_name: str
    situation: int = 1
    left_out: str | None = None
    note: str | None = None
    answer: str | None = None
    conditional_category: str | None = None
    conditional_reason: str | None = None
    answered_at: datetime | None = None
    usual_name: str | None = None
    first_name_2: str | None = None
    first_name_3: str | None = None
    sex: str | None = None
    birth_date: date | None = None
    birth_town: str | None = None
    birth_town_code: str | None = None
    birth_department: str | None = None
    birth_country: str | None = None
    nationality: str | None = None
    ine: str | None = None
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    address_1: str | None = None
    address_2: str | None = None
    address_3: str | None = None
    postal_code: str | None = None
    town: str | None = None
    town_code: str | None = None
    country: str | None = None
    origin_uai: str | None = None
    origin_school: str | None = None
    bac_series: str | None = None
    bac_honours: str | None = None
    bac_year: int | None = None
    bac_result: str | None = None
    gap_year: bool | None = None
    boarding: bool | None = None
    guardian_1: GuardianRecord = GuardianRecord()
    guardian_2: GuardianRecord = GuardianRecord()

    @property
    def guardians(self) -> Iterator[tuple[int, GuardianRecord]]:
        """Give the guardians that are told, with their positions."""
        return ((rank, one) for rank, one in ((1, self.guardian_1), (2, self.guardian_2)) if one)


_NOT_KEPT = ("line", "candidate_number", "left_out", "note", "guardian_1", "guardian_2")
#: The columns of `admitted` that a record may change, in the order of the record.
FIELDS = tuple(field.name for field in fields(AdmittedRecord) if field.name not in _NOT_KEPT)
GUARDIAN_FIELDS = tuple(field.name for field in fields(GuardianRecord))
#: What a column holds while nobody has told.
DEFAULTS: dict[str, Any] = {"answer": "yes", "bac_result": "unknown"}
