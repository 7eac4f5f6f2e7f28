"""One campaign's dates, and questions about them. A date not known yet is None and blocks what needs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from recruitment.rules import calendar_file, paris
from recruitment.rules.calendar_file import CalendarError
from recruitment.rules.lockout import NIGHTLY, Lockout
from recruitment.rules.reply_rules import ReplyPause, ReplyTerm
from recruitment.rules.vocabulary import LateRefusals, SeatRule

__all__ = ["MISSING_BLOCKS", "Blocked", "Calendar", "CalendarError", "ContractWindow", "MissingDate"]


class Blocked(StrEnum):
    """What cannot work without a date."""

    DRAWING = "drawing"
    CONFIRMATION_MAILS = "confirmation_mails"
    CONTACT_DETAILS = "contact_details"
    REVIEW_DEADLINES = "review_deadlines"
    AUTOMATIC_PASSAGE = "automatic_passage"
    CONTRACT_ENTRY = "contract_entry"
    PUBLIC_REPORT = "public_report"


_EXAMINATION = (Blocked.REVIEW_DEADLINES, Blocked.AUTOMATIC_PASSAGE)

#: Each date that a calendar may lack, in the order of the year, and what waits for it.
MISSING_BLOCKS: dict[str, tuple[Blocked, ...]] = {
    "wishes_open": (Blocked.DRAWING,),
    "wishes_until": (Blocked.DRAWING,),
    "confirmation_until": (Blocked.CONFIRMATION_MAILS,),
    "contact_details_from": (Blocked.CONTACT_DETAILS,),
    "examination_pivot": _EXAMINATION,
    "examination_fixed_last_day": _EXAMINATION,
    "examination_days": _EXAMINATION,
    "admissions_from": (Blocked.AUTOMATIC_PASSAGE,),
    "contracts_from": (Blocked.CONTRACT_ENTRY,),
    "contracts_until": (Blocked.CONTRACT_ENTRY,),
    "reply_rules": (
        Blocked.CONTRACT_ENTRY,
    ),  # a contract makes an offer at once (R4.7), and an offer has a last day
    "public_report_from": (Blocked.PUBLIC_REPORT,),
    "public_report_until": (Blocked.PUBLIC_REPORT,),
}


@dataclass(frozen=True)
class MissingDate:
    """A date still to be given, and what is blocked until then; `labels.py` has the words."""

    field: str
    blocks: tuple[Blocked, ...]


@dataclass(frozen=True)
class ContractWindow:
    """The days in which contracts are entered, both included (R4.3)."""

    first_day: date
    last_day: date

    @property
    def opens_at(self) -> datetime:
        """The first instant of the window."""
        return paris.midnight(self.first_day)

    @property
    def closes_at(self) -> datetime:
        """The first instant after the window."""
        return paris.midnight_after(self.last_day)

    def is_open(self, now: datetime) -> bool:
        """Tell whether the instant is inside."""
        return self.opens_at <= paris.aware(now) < self.closes_at


@dataclass(frozen=True)
class Calendar:
    """The dates of a campaign: whole Paris days, both ends included."""

    year: int
    wishes_open: date | None = None
    wishes_until: date | None = None
    confirmation_until: date | None = None
    contact_details_from: date | None = None
    admissions_from: date | None = None
    contracts_from: date | None = None
    contracts_until: date | None = None
    public_report_from: date | None = None
    public_report_until: date | None = None
    examination_pivot: date | None = None
    examination_fixed_last_day: date | None = None
    examination_days: int | None = None
    lockout: Lockout = field(default=NIGHTLY)
    reply_rules: tuple[ReplyTerm, ...] = ()
    reply_pauses: tuple[ReplyPause, ...] = ()
    late_refusals: LateRefusals = LateRefusals.ALLOWED
    seat_rule: SeatRule = SeatRule.ACTIVE

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> "Calendar":
        """Read the shape of a calendar file; raise `CalendarError` with every problem found in it."""
        return cls(**calendar_file.read(mapping))

    def to_mapping(self) -> dict[str, Any]:
        """Write the shape of a calendar file, in JSON's types; `from_mapping` reads it back."""
        return calendar_file.write({name: getattr(self, name) for name in self.__dataclass_fields__})

    def missing(self) -> tuple[MissingDate, ...]:
        """Say which dates are still to be given, and what each blocks."""
        return tuple(
            MissingDate(name, blocks)
            for name, blocks in MISSING_BLOCKS.items()
            if getattr(self, name) in (None, ())
        )

    def contact_details_open(self, now: datetime) -> bool:
        """Tell whether candidates' contact details may show by now (R2.8)."""
        return _begun(self.contact_details_from, now)

    def contract_window(self) -> ContractWindow | None:
        """Return the window of contract entry; None while one of its ends is not known."""
        if self.contracts_from is None or self.contracts_until is None:
            return None
        return ContractWindow(self.contracts_from, self.contracts_until)

    def confirmation_announced(self, confirmed_at: datetime) -> bool:
        """Tell whether managers get a mail for a wish confirmed then: after the confirmation phase (R3.6)."""
        return self.confirmation_until is not None and paris.paris_day(confirmed_at) > self.confirmation_until


def _begun(day: date | None, now: datetime) -> bool:
    return day is not None and paris.paris_day(now) >= day
