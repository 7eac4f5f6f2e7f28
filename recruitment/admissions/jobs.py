"""Lists asked for on the screen, done by the job process: checked, then written once somebody has confirmed."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from sqlalchemy import ColumnElement, Row, and_, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from recruitment.admissions import reception, wording
from recruitment.admissions.checking import ListCheck
from recruitment.admissions.difference import Difference
from recruitment.admissions.models import MappingProfile
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.jobs import Run
from recruitment.core.lease import Lease, LeaseLost
from recruitment.core.tabular import TableRefused
from recruitment.exchanges.models import Exchange
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules.errors import RuleViolation
from recruitment.transfers import uploads
from recruitment.transfers.columns import HeadersRefused

FOLDER = "admitted"


def folder_in(data_dir: Path) -> Path:
    """Return where the lists that are sent are kept until their reception ends."""
    return Path(data_dir) / FOLDER


def waiting() -> ColumnElement[bool]:
    """Return the condition on `exchange`: a list waits for its check or its writing."""
    return and_(
        Exchange.source == "platform_file",
        Exchange.state.in_(wording.UNDER_WAY),
        Exchange.stored_name.is_not(None),
    )


def run_queued_lists(run: Run, folder: Path) -> None:
    """Check and write the lists that wait, the oldest first. Killed half-way, it takes them up again."""
    session = db.session()
    columns = select(Exchange.id, Exchange.state, Exchange.stored_name)
    for one in session.execute(columns.where(waiting()).order_by(Exchange.id)).all():
        run.check_stop()
        run.keep()
        held = reception.take(one.id)
        if held is not None:
            _one(run, one, folder, held)


def _one(run: Run, one: Row[int, str, str | None], folder: Path, held: Lease) -> None:
    """Take one list a step further; a file that is of no more use goes at once."""
    checks = one.state == "checking"
    try:
        done = check(one.id, folder / str(one.stored_name), held) if checks else write(one.id, held)
        run.rows += done
        run.log(f"Liste {one.id} : {done} candidats {'vérifiés' if checks else 'enregistrés'}.")
    except LeaseLost:
        run.log(f"Liste {one.id} : reprise par un autre processus.")
    except reception.GivenUp:
        run.log(f"Liste {one.id} : abandonnée pendant sa vérification.")
    finally:
        reception.give_back(held)
    if one.stored_name not in kept(db.session()):
        uploads.drop(folder, one.stored_name)


def check(exchange_id: int, path: Path, held: Lease) -> int:
    """Check the file of an exchange and show what it would do, or say why it cannot be read."""
    if not reception.begin(exchange_id, held, "checking"):
        reception.fail(exchange_id, wording.TOO_OFTEN)
        return 0
    try:
        with opened(db.session(), exchange_id, path) as found:
            difference = found.run(partial(reception.keep_chunk, exchange_id, held))
            reception.end_check(exchange_id, held, difference, found.reader, found.more())
    except (TableRefused, HeadersRefused, RuleViolation) as refusal:
        reception.fail(exchange_id, wording.file_refusal(refusal))
        return 0
    return difference.candidates


def opened(session: Session, exchange_id: int, path: Path) -> ListCheck:
    """Return the check of the file of an exchange."""
    row = session.execute(
        select(Exchange.programme_id, Exchange.options, Campaign.year)
        .join(Campaign, Campaign.id == Exchange.campaign_id)
        .where(Exchange.id == exchange_id)
    ).one()
    return ListCheck(
        session,
        path,
        session.get_one(Programme, row.programme_id),
        year=row.year,
        today=clock.today(),
        mode=row.options.get("mode", "replace"),
        profile=profile(session, row.options.get("profile")),
    )


def profile(session: Session, profile_id: int | None) -> Mapping[str, str]:
    """Return which field each spelling of a header is, by a profile; nothing without one."""
    if profile_id is None:
        return {}
    return session.scalar(select(MappingProfile.headers).where(MappingProfile.id == profile_id)) or {}


def write(exchange_id: int, held: Lease) -> int:
    """Write a confirmed list, or say why nothing was written."""
    if not reception.begin(exchange_id, held, "applying"):
        reception.fail(exchange_id, wording.TOO_OFTEN)
        return 0
    try:
        return (reception.write(exchange_id, held) or Difference()).candidates
    except reception.PoolChanged:
        reception.fail(exchange_id, wording.CHANGED_MEANWHILE)
    except RuleViolation as violation:
        reception.fail(exchange_id, wording.file_refusal(violation))
    except DBAPIError as error:
        text = str(error.orig).lower()
        if "lock" not in text:
            reception.fail(exchange_id, wording.UNEXPECTED)
            raise
        reception.wait_again(exchange_id)  # somebody else held a row too long
    return 0


def kept(session: Session) -> set[str]:
    """Return the names of the files that are still of use."""
    names = session.scalars(select(Exchange.stored_name).where(Exchange.stored_name.is_not(None)))
    return {name for name in names if name}
