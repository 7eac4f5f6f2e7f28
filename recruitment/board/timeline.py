"""What happened to a file, newest first: the journal's lines, and who opened it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from recruitment import labels
from recruitment.accounts.models import Account
from recruitment.applications.models import Candidate, RefusalReason
from recruitment.core.database import db
from recruitment.journal import queries as journal
from recruitment.journal.access_log import FILE
from recruitment.journal.models import AccessEntry
from recruitment.labels.holds import FIELDS
from recruitment.labels.replies import BECAUSE
from recruitment.rules.replies import EVENTS as REPLY_EVENTS
from recruitment.rules.vocabulary import Because, DeadlineRule, Event, ReplyOrigin
from recruitment.web.filters import siret

RECEIVED = "application_received"
OPENINGS = 3  # the latest ones; the whole trace is the administrator's
ICONS = {
    RECEIVED: ("circle-dashed", "non-confirmee"),
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
    "refusal_drafted": ("user-check", "a-examiner"),
    "refusal_draft_dropped": ("arrow-back-up", ""),
    "enrol": ("clipboard-check", "oui-definitif"),
    "undo_enrolment": ("arrow-back-up", ""),
    "cancel_enrolment": ("arrow-back-up", ""),
    "registration_validated": ("clipboard-check", "oui-definitif"),
    "registration_cancelled": ("arrow-back-up", ""),
    "pre_registration_invited": ("send", ""),
    "pre_registration_sent": ("user-check", ""),
    "pre_registration_settled": ("clipboard-check", ""),
    "person_arrived": ("map-pin", ""),
    "person_left": ("door-exit", ""),
    "station_passed": ("circle-check", ""),
    "station_undone": ("arrow-back-up", ""),
    "payment_recorded": ("circle-check", ""),
    "siret_settled": ("building", ""),
    "discrepancy_settled": ("file-diff", ""),
    "note_added": ("notes", ""),
    "deadline_recomputed": ("calendar", ""),
    "mail_resent": ("send", ""),
    "candidate_changed": ("user", ""),
    "identity_corrected": ("edit", ""),
    "person_erased": ("eye-off", ""),
    "person_exported": ("download", ""),
    "hold_placed": ("lock", ""),
    "hold_lifted": ("lock-open", ""),
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
    lines = journal.timeline(db.session(), application.id)
    names = _names({line.actor_id for line in lines if line.actor_kind == "person"})
    candidate = _candidate(application.candidate_id)
    told = [_line(line, names.get(line.actor_id, ""), candidate, application) for line in lines]
    if not any(line.event == RECEIVED for line in lines):
        told.append(_received(application))
    return sorted([*told, *_openings(application.id)], key=lambda line: line.at, reverse=True)


def _received(application: Any) -> Happened:
    """Return the beginning: an imported application has no line of its own, its file's line counts them."""
    icon, slug = ICONS[RECEIVED]
    return Happened(
        icon, slug, labels.journal_event(RECEIVED), "", "Import", application.received_at, automatic=False
    )


def _line(line: journal.TimelineLine, person: str, candidate: str, application: Any) -> Happened:
    icon, slug = ICONS.get(line.event, ("point", ""))
    who = {"person": person, "candidate": candidate, "operator": OPERATOR}
    return Happened(
        icon,
        slug,
        labels.journal_event(line.event),
        _detail(line.event, line.details, application),
        who.get(line.actor_kind, SYSTEM) if "import" not in line.details else f"Import, {person or OPERATOR}",
        line.at,
        line.actor_kind == "system",
    )


def _names(account_ids: set[int | None]) -> dict[int | None, str]:
    rows = db.session.execute(select(Account.id, Account.display_name).where(Account.id.in_(account_ids)))
    return {row.id: row.display_name for row in rows}


def _detail(event: str, details: dict[str, Any], application: Any) -> str:
    """Return what the line adds: the rule of an automatic passage, the reason of a refusal, the employer."""
    parts = []
    if event == Event.AUTO_RETAIN and details.get("rule") in set(DeadlineRule):
        parts.append(labels.DEADLINE_RULES[DeadlineRule(details["rule"])])
    if event == "identity_corrected":
        parts.append(", ".join(FIELDS.get(name, name) for name in details.get("fields", ())))
    if event == Event.REFUSE:
        parts.append(_reason(application))
    if details.get("siret"):
        parts.append(f"SIRET {siret(details['siret'])}")
    if details.get("late"):
        parts.append("hors délai")
    if details.get("siret_differs"):
        parts.append("le SIRET confirmé par le candidat est un autre")
    if details.get("because") in set(Because):
        parts.append(BECAUSE[Because(details["because"])])
    if event in REPLY_EVENTS.values() and details.get("origin") == ReplyOrigin.FILE:
        parts.append("par un fichier de la plateforme")
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
        .where(AccessEntry.application_id == application_id, AccessEntry.kind == FILE)
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
