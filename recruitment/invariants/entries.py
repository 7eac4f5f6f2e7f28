"""Contracts entered when none may be: the hours of a campaign are asked to the rules, not to SQL (R4.3,
R4.6)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.contracts.models import Contract
from recruitment.core.clock import in_paris
from recruitment.journal.actions import INSTALLATION
from recruitment.journal.models import JournalEntry
from recruitment.programmes.models import Campaign
from recruitment.rules.calendar import Calendar
from recruitment.rules.lockout import is_locked

READ_AT_ONCE = 2_000
LOCAL = "%Y-%m-%dT%H:%M:%S"
HOURS = frozenset({"contracts_from", "contracts_until", "lock_timezone", "lock_from", "lock_until"})
BEGINNING = datetime.min.replace(tzinfo=UTC)


def misplaced_contracts(session: Session) -> Iterator[tuple[int, str]]:
    """Yield the contracts entered inside the lock, outside the window, or whose two clocks disagree.

    One entered before the campaign's hours were changed was judged by those of its day, by the database's own
    trigger: only its clocks can still be compared.
    """
    calendars = {row.id: row.calendar() for row in session.scalars(select(Campaign))}
    changed = _last_change_of_hours(session)
    statement = select(Contract.id, Contract.campaign_id, Contract.entered_at, Contract.entered_local)
    for row in session.execute(statement, execution_options={"yield_per": READ_AT_ONCE}):
        calendar = calendars[row.campaign_id]
        fault = _clock_fault(row.entered_at, row.entered_local)
        if row.entered_at > changed.get(calendar.year, BEGINNING):
            fault = fault or _fault(calendar, row.entered_at)
        if fault:
            yield row.id, f"{fault}, entered_at={row.entered_at}, entered_local={row.entered_local}"


def _last_change_of_hours(session: Session) -> dict[int, datetime]:
    """Return, by year, when the window or the lock of a campaign was last changed."""
    rows = session.execute(
        select(JournalEntry.at, JournalEntry.details)
        .where(JournalEntry.chain == INSTALLATION, JournalEntry.event == "campaign_loaded")
        .order_by(JournalEntry.seq)
    )
    told = ((json.loads(row.details), row.at) for row in rows)
    return {details["year"]: at for details, at in told if HOURS.intersection(details["changed"])}


def _clock_fault(entered_at: datetime, entered_local: str) -> str | None:
    return None if in_paris(entered_at).strftime(LOCAL) == entered_local else "local time"


def _fault(calendar: Calendar, entered_at: datetime) -> str | None:
    if is_locked(calendar.lockout, entered_at):
        return "inside the lock"
    window = calendar.contract_window()
    return None if window is not None and window.is_open(entered_at) else "outside the window"
