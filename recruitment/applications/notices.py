"""Mails to the managers of a programme about its wishes (R3.6)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account, AccountProgramme, ProgrammeRight
from recruitment.mail.actions import Mail, queue_many, to_account
from recruitment.rules.permissions import OUT_OF_THE_GRID
from recruitment.rules.vocabulary import Event, Permission, Role

NEW_WISH = "new_wish"
WHO_DECIDES = (Role.MANAGER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class NewWish:
    """A wish confirmed after the confirmation phase."""

    application_id: int
    programme_id: int
    centre_id: int


def queue_new_wish(session: Session, wishes: Sequence[NewWish], at: datetime) -> None:
    """Tell each manager of each programme, one mail for each wish newly confirmed.

    The caller has asked the calendar whether the confirmation phase is over (`confirmation_announced`).
    """
    managers = managers_of(session, {wish.programme_id: wish.centre_id for wish in wishes})
    queue_many(
        session,
        [
            Mail(
                f"application:{wish.application_id}:{Event.CONFIRM}",
                NEW_WISH,
                to_account(account_id),
                at,
                {"application": wish.application_id, "programme": wish.programme_id},
                wish.centre_id,
            )
            for wish in wishes
            for account_id in managers[wish.programme_id]
        ],
    )


def managers_of(session: Session, programmes: dict[int, int]) -> dict[int, list[int]]:
    """Return the accounts that decide in each programme, given with its centre: those who see it."""
    found: dict[int, list[int]] = {programme_id: [] for programme_id in programmes}
    if not programmes:
        return found
    by_centre: dict[int, list[int]] = defaultdict(list)
    for programme_id, centre_id in programmes.items():
        by_centre[centre_id].append(programme_id)
    sees_all = or_(Account.all_programmes, Account.role == Role.ADMINISTRATOR)
    excepted = and_(Account.has_exceptions, Account.role.not_in(sorted(OUT_OF_THE_GRID)))
    rows = session.execute(
        select(Account.id, Account.centre_id, Account.role, sees_all, excepted, AccountProgramme.programme_id)
        .outerjoin(AccountProgramme, AccountProgramme.account_id == Account.id)
        .where(Account.closed_at.is_(None), Account.centre_id.in_(by_centre))
        .where(or_(Account.role.in_(WHO_DECIDES), excepted))
        .where(or_(sees_all, excepted, AccountProgramme.programme_id.in_(programmes)))
        .order_by(Account.id)
    ).all()
    exceptions = _exceptions(session, {row[0] for row in rows if row[4]}, list(programmes))
    for account_id, of_centre, role, sees_whole_centre, has_exceptions, programme_id in rows:
        usual = by_centre[of_centre or 0] if sees_whole_centre else [programme_id]
        for one in by_centre[of_centre or 0] if has_exceptions else usual:
            known = exceptions.get((account_id, one), {})
            sees = known.get(Permission.SEE, one in usual)
            if sees and known.get(Permission.DECIDE, role in WHO_DECIDES) and account_id not in found[one]:
                found[one].append(account_id)
    return found


def _exceptions(
    session: Session, account_ids: Collection[int], programme_ids: Collection[int]
) -> dict[tuple[int, int], dict[str, bool]]:
    """Return what was granted to those accounts on those programmes, or taken away from them, by act."""
    found: dict[tuple[int, int], dict[str, bool]] = defaultdict(dict)
    if account_ids:
        rows = session.execute(
            select(*ProgrammeRight.__table__.c).where(
                ProgrammeRight.account_id.in_(account_ids), ProgrammeRight.programme_id.in_(programme_ids)
            )
        )
        for row in rows:
            found[row.account_id, row.programme_id][row.act] = row.granted
    return found
