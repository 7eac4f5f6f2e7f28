"""Contracts entered when none may be: the hours of a campaign are asked to the rules, not to SQL (R4.3,
R4.6)."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.contracts.models import Contract
from recruitment.core.clock import in_paris
from recruitment.programmes.models import Campaign
from recruitment.rules.calendar import Calendar
from recruitment.rules.lockout import is_locked

READ_AT_ONCE = 2_000
LOCAL = "%Y-%m-%dT%H:%M:%S"


def misplaced_contracts(session: Session) -> Iterator[tuple[int, str]]:
    """Yield the contracts entered inside the lock, outside the window, or whose two clocks disagree."""
    calendars = {row.id: row.calendar() for row in session.scalars(select(Campaign))}
    statement = select(Contract.id, Contract.campaign_id, Contract.entered_at, Contract.entered_local)
    for row in session.execute(statement, execution_options={"yield_per": READ_AT_ONCE}):
        fault = _fault(calendars[row.campaign_id], row.entered_at, row.entered_local)
        if fault:
            yield row.id, f"{fault}, entered_at={row.entered_at}, entered_local={row.entered_local}"


def _fault(calendar: Calendar, entered_at: datetime, entered_local: str) -> str | None:
    local = in_paris(entered_at)
    if local.strftime(LOCAL) != entered_local:
        return "local time"
    if is_locked(calendar.lockout, entered_at):
        return "inside the lock"
    window = calendar.contract_window()
    return None if window is not None and window.is_open(entered_at) else "outside the window"
