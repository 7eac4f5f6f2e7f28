"""Makes the demonstration: campaigns, programmes, accounts, then everything that happened until 26 May."""

import tempfile
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from recruitment.accounts.actions import NewAccount, create_account
from recruitment.core.database import db
from recruitment.demo import (
    admitted,
    apogee,
    chronicle,
    files,
    learners,
    messages,
    moments,
    on_site,
    post,
    registrations,
    returns,
)
from recruitment.demo import clock as demo_clock
from recruitment.demo.catalogue import LOGINS, PASSWORD
from recruitment.demo.imports import import_file
from recruitment.demo.moments import stand_at
from recruitment.demo.replay import Replay
from recruitment.journal.actions import OPERATOR
from recruitment.programmes.actions import load_campaign
from recruitment.programmes.commands import PACKAGED
from recruitment.programmes.models import Campaign
from recruitment.rules.calendar import Calendar

SEED = 2025
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made."""

    candidates: int
    applications: int


def is_empty() -> bool:
    """Tell whether nothing has been put in the database yet."""
    return db.session().scalar(select(Campaign.id).limit(1)) is None


def make(*, start: datetime = moments.START, seed: int = SEED, tell: Told = lambda _line: None) -> Made:
    """Fill an empty database with what happened until `start`, where the clock then begins to run."""
    groups, events = chronicle.write(seed)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        _leave_the_disk_in_peace()
        stand_at(moments.BEGINNING)
        demo_clock.announce_making()
        _campaigns()
        _programmes()
        _accounts()
        post.choose()
        messages.write()
        returns.write()
        apogee.write()
        tell("sessions 2025 et 2026, établissements, formations et comptes créés")
        replay = Replay(groups, _revise_calendar, tell)
        for event in events:
            if event.at <= start:
                replay.play(event)
        if start >= moments.START:
            admitted.write()
            learners.write()
            on_site.write()
        registrations.write(start)
        returns.complete(start)
        post.deliver(start)
    finally:
        demo_clock.resume_reading(app)
        db.session.remove()
        db.engine.dispose()  # connections made anew wait for the disk again
    demo_clock.begin_at(start)
    return Made(len(groups), sum(len(group.wishes) for group in groups))


def _leave_the_disk_in_peace() -> None:
    """Let SQLite keep its writes to itself for a while: what is being made can be made again."""
    db.engine.dispose()
    if db.engine.dialect.name == "sqlite":
        connection = db.engine.raw_connection()  # the one that the pool will lend to every transaction
        connection.cursor().execute("PRAGMA synchronous=OFF")
        connection.close()


def _campaigns() -> None:
    """Load the packaged calendars; that of 2025 with its first terms for answering an offer."""
    first = {**_packaged(2025), "reply": [{"reply_days": moments.FIRST_REPLY_DAYS}]}
    load_campaign(Calendar.from_mapping(first), OPERATOR)
    load_campaign(Calendar.from_mapping(_packaged(2026)), OPERATOR)


def _revise_calendar() -> None:
    """Load the calendar of 2025 as it ships: the terms for answering an offer have come out since."""
    load_campaign(Calendar.from_mapping(_packaged(2025)), OPERATOR)


def _packaged(year: int) -> Mapping[str, Any]:
    with (PACKAGED / f"{year}.toml").open("rb") as stream:
        return tomllib.load(stream)


def _programmes() -> None:
    campaign_id = db.session().scalars(select(Campaign.id).where(Campaign.year == moments.YEAR)).one()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "formations.csv"
        files.programmes(path)
        stand_at(moments.BEGINNING + timedelta(minutes=5))
        import_file(path, "programmes", campaign_id, None)


def _accounts() -> None:
    stand_at(moments.BEGINNING + timedelta(minutes=20))
    for login in LOGINS:
        new = NewAccount(
            email=login.email,
            password=PASSWORD,
            role=login.role,
            display_name=login.name,
            centre_uai=login.centre,
            academie=login.academie,
            programme_codes=login.programmes,
            year=moments.YEAR,
            totp_secret=login.totp_secret,
        )
        create_account(new, OPERATOR)
