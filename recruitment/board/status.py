"""What is open or closed now for a programme, and until when (R4.3, R4.6)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from recruitment.rules import lockout
from recruitment.rules.calendar import Calendar
from recruitment.web.filters import date_long, date_short

CLOSING_SOON = timedelta(minutes=15)
SHUT = {
    "outside": "Saisie des contrats fermée : elle est ouverte du {first} au {last}.",
    "dates_missing": "Saisie des contrats fermée : ses dates ne sont pas renseignées dans le calendrier de la session.",
    "programme_closed": "Recrutement clos : aucun contrat ne peut plus être saisi.",
}


@dataclass(frozen=True, slots=True)
class Status:
    """`kind`: open, closing, locked, outside, dates_missing, programme_closed; `changes_at`: its end."""

    kind: str
    opens_on: date | None
    closes_on: date | None
    lock_from: str
    lock_until: str
    changes_at: datetime | None

    @property
    def shut(self) -> str:
        """Return why no contract is entered, today or ever; nothing while the night alone holds it up.

        At night a contract may be prepared: it waits as a draft.
        """
        return SHUT.get(self.kind, "").format(first=date_short(self.opens_on), last=date_long(self.closes_on))

    @property
    def over(self) -> bool:
        """Tell whether the window is behind."""
        return self.kind == "outside" and self.changes_at is None


def status(calendar: Calendar, closed_at: datetime | None, now: datetime) -> Status:
    """Return whether contracts may be entered now, why not, and when that changes."""
    kind, changes_at = _kind(calendar, closed_at, now)
    lock = calendar.lockout
    return Status(
        kind,
        calendar.contracts_from,
        calendar.contracts_until,
        _hour(lock.from_.hour, lock.from_.minute),
        _hour(lock.until.hour, lock.until.minute),
        changes_at,
    )


def _kind(calendar: Calendar, closed_at: datetime | None, now: datetime) -> tuple[str, datetime | None]:
    window = calendar.contract_window()
    if closed_at is not None:
        return "programme_closed", None
    if window is None:
        return "dates_missing", None
    if not window.is_open(now):
        return "outside", window.opens_at if now < window.opens_at else None
    if lockout.is_locked(calendar.lockout, now):
        return "locked", lockout.next_opening(calendar.lockout, now)
    closing = lockout.next_closing(calendar.lockout, now)
    if closing is not None and closing - now <= CLOSING_SOON:
        return "closing", closing
    return "open", closing


def _hour(hour: int, minute: int) -> str:
    return f"{hour}\u00a0h" + (f"\u00a0{minute:02d}" if minute else "")
