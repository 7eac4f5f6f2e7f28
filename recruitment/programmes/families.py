"""Whom a mail to a candidate is for besides: the guardians of a minor, where the centre has chosen so.

Candidates and guardians belong to the room above this one, as applications do: they are read through their tables.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from recruitment.accounts.queries import table
from recruitment.core.bulk import among, ids_value
from recruitment.mail.actions import CANDIDATE, Mail, to_guardian
from recruitment.mail.registry import for_guardian
from recruitment.programmes.models import TrainingCentre
from recruitment.rules.ages import is_minor
from recruitment.rules.paris import paris_day


def with_guardians(session: Session, mails: list[Mail]) -> list[Mail]:
    """Return those mails, each to a minor followed by those to their guardians.

    One statement where no centre concerned writes to guardians. A guardian without an address, or with the
    candidate's own or the other guardian's, gets none: one mail per mailbox.
    """
    centres = {mail.centre_id for mail in mails if _candidate(mail)}
    telling = select(TrainingCentre.id).where(TrainingCentre.mail_guardians, TrainingCentre.id.in_(centres))
    on = frozenset(session.scalars(telling)) if centres else frozenset()
    return with_guardians_of(session, mails, on) if on else mails


def with_guardians_of(session: Session, mails: Sequence[Mail], centre_ids: Collection[int]) -> list[Mail]:
    """Return the same, where the centres that write to guardians are known already."""
    told = {_candidate(mail) for mail in mails if mail.centre_id in centre_ids} - {0}
    known = _families(session, told)
    found: list[Mail] = []
    for mail in mails:
        found.append(mail)
        if mail.centre_id in centre_ids and (template := for_guardian(mail.template)):
            family = known.get(_candidate(mail), [])
            found += [replace(mail, template=template, recipient=one) for one in _guardians(family, mail)]
    return found


def _candidate(mail: Mail) -> int:
    kind, _, number = mail.recipient.partition(":")
    return int(number) if kind == CANDIDATE else 0


def _families(session: Session, candidate_ids: Collection[int]) -> Mapping[int, list[Any]]:
    if not candidate_ids:
        return {}
    found: dict[int, list[Any]] = defaultdict(list)
    sqlite = session.get_bind().dialect.name == "sqlite"
    for row in session.execute(_statement(sqlite=sqlite), {"ids": ids_value(candidate_ids, sqlite=sqlite)}):
        found[row.candidate_id].append(row)
    return found


def _statement(*, sqlite: bool) -> Select[Any]:
    guardian, candidate = table("guardian").c, table("candidate").c
    return (
        select(
            guardian.id,
            guardian.candidate_id,
            guardian.email,
            candidate.email.label("own"),
            candidate.birth_date,
        )
        .join(table("candidate"), candidate.id == guardian.candidate_id)
        .where(among(guardian.candidate_id, sqlite=sqlite), guardian.email.is_not(None))
        .order_by(guardian.candidate_id, guardian.position)
    )


def _guardians(family: Sequence[Any], mail: Mail) -> list[str]:
    by_address: dict[str, str] = {}
    for row in family:
        address = row.email.strip().casefold()
        if (
            address
            and address != (row.own or "").strip().casefold()
            and is_minor(row.birth_date, paris_day(mail.at))
        ):
            by_address.setdefault(address, to_guardian(row.id))
    return list(by_address.values())
