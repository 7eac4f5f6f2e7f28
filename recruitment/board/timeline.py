"""What happened to a file, newest first: the journal's lines, and who opened it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from recruitment import labels
from recruitment.accounts.models import Account
from recruitment.applications.models import Candidate, RefusalReason
from recruitment.core.database import db
from recruitment.journal.models import AccessEntry, JournalEntry
from recruitment.rules.vocabulary import DeadlineRule, Event
from recruitment.web.filters import siret

OPENINGS = 3  # the latest ones; the whole trace is the administrator's
ICONS = {
    "application_received": ("circle-dashed", "non-confirmee"),
    Event.CONFIRM: ("user-check", "a-examiner"),
    Event.REFUSE: ("circle-x", "refusee"),
    Event.RETAIN: ("briefcase", "en-recherche"),
    Event.AUTO_RETAIN: ("briefcase", "en-recherche"),
    Event.ENTER_CONTRACT: ("file-plus", "proposition"),
    Event.CANCEL_CONTRACT: ("file-x", ""),
    Event.BREAK_CONTRACT: ("file-x", "demission-contrat"),
    Event.ACCEPT: ("circle-check", "oui-definitif"),
    Event.ACCEPT_KEEPING_WISHES: ("progress-check", "oui-voeux"),
    Event.DECLINE: ("file-x", "demission-contrat"),
    Event.EXPIRE: ("hourglass", "demission-contrat"),
    Event.WITHDRAW: ("door-exit", "demission"),
    "note_added": ("notes", ""),
    "deadline_recomputed": ("calendar", ""),
    "candidate_changed": ("user", ""),
}
OPERATOR, SYSTEM = "Administration, en ligne de commande", "Tremplin"


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history."""

    icon: str
    slug: str
    text: str
    detail: str
    who: str
    at: datetime
    automatic: bool


def history(application: Any) -> list[Happened]:
    """Return the lines of one application, newest first, with its latest openings."""
    lines = db.session.execute(
        select(
            JournalEntry.event,
            JournalEntry.at,
            JournalEntry.actor_kind,
            JournalEntry.details,
            Account.display_name,
        )
        .outerjoin(Account, (Account.id == JournalEntry.actor_id) & (JournalEntry.actor_kind == "person"))
        .where(JournalEntry.application_id == application.id)
        .order_by(JournalEntry.at.desc(), JournalEntry.id.desc())
    ).all()
    candidate = _candidate(application.candidate_id)
    told = [_line(line, candidate, application) for line in lines]
    return sorted([*told, *_openings(application.id)], key=lambda line: line.at, reverse=True)


def _line(line: Row[*tuple[Any, ...]], candidate: str, application: Any) -> Happened:
    icon, slug = ICONS.get(line.event, ("point", ""))
    who = {"person": line.display_name or "", "candidate": candidate, "operator": OPERATOR}
    return Happened(
        icon,
        slug,
        labels.journal_event(line.event),
        _detail(line.event, json.loads(line.details), application),
        who.get(line.actor_kind, SYSTEM),
        line.at,
        line.actor_kind == "system",
    )


def _detail(event: str, details: dict[str, Any], application: Any) -> str:
    """Return what the line adds: the rule of an automatic passage, the reason of a refusal, the employer."""
    parts = []
    if event == Event.AUTO_RETAIN and details.get("rule") in set(DeadlineRule):
        parts.append(labels.DEADLINE_RULES[DeadlineRule(details["rule"])])
    if event == Event.REFUSE:
        parts.append(_reason(application))
    if details.get("siret"):
        parts.append(f"SIRET {siret(details['siret'])}")
    if details.get("late"):
        parts.append("hors délai")
    return " · ".join(part for part in parts if part)


def _reason(application: Any) -> str:
    label = db.session.scalar(
        select(RefusalReason.label).where(RefusalReason.id == application.refusal_reason_id)
    )
    return " : ".join(part for part in (label, application.refusal_details) if part)


def _openings(application_id: int) -> Sequence[Happened]:
    rows = db.session.execute(
        select(AccessEntry.at, Account.display_name)
        .join(Account, Account.id == AccessEntry.account_id)
        .where(AccessEntry.application_id == application_id)
        .order_by(AccessEntry.id.desc())
        .limit(OPENINGS)
    )
    return [
        Happened("eye", "", "Dossier consulté", "", row.display_name, row.at, automatic=False) for row in rows
    ]


def _candidate(candidate_id: int) -> str:
    row = db.session.execute(
        select(Candidate.first_name, Candidate.last_name).where(Candidate.id == candidate_id)
    ).one()
    return f"{row.first_name} {row.last_name}"
