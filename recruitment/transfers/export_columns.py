"""The columns of the files that are handed out: for other programs by codes, for people in their words.

The statements read `application`, its candidate, the last contract entered for it, the programme, its centre,
the author of the decision and the reason of a refusal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, case, literal

from recruitment import labels
from recruitment.accounts.models import Account
from recruitment.applications.models import Application, Candidate, RefusalReason
from recruitment.contracts.models import Contract
from recruitment.enrolments.queries import situation
from recruitment.labels.enrolments import ENROLMENTS
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.rules.vocabulary import Origin

Cell = ColumnElement[Any]

AUTOMATIC = "automatique"
LATE = "hors délai"

decided_by = case(
    (Application.decision_origin == str(Origin.SYSTEM), literal(AUTOMATIC, String)),
    else_=Account.display_name,
)
late = case((Application.decision_late.is_(True), literal(LATE, String)))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs, its title for people, and the words of its codes."""

    name: str
    title: str
    value: Any
    words: Mapping[Any, str] | None = None

    def coded(self) -> ColumnElement[Any]:
        """Return the column for programs."""
        return self.value.label(self.name)  # type: ignore[no-any-return]

    def worded(self) -> ColumnElement[Any]:
        """Return the column for people."""
        if self.words is None:
            return self.value.label(self.title)  # type: ignore[no-any-return]
        words = {str(code): literal(text, String) for code, text in self.words.items()}
        return case(words, value=self.value, else_=self.value).label(self.title)


_STATES = {state: label.long for state, label in labels.STATES.items()}

#: The first eleven are promised to other programs, by these names and in this order.
APPLICATIONS = (
    Column("candidate_number", "N° d’inscription", Candidate.candidate_number),
    Column("programme_code", "Code formation", Programme.code),
    Column("state", "État", Application.state, _STATES),
    Column("confirmed_at", "Vœu confirmé le", Application.confirmed_at),
    Column("review_deadline", "Date limite d’examen", Application.review_deadline),
    Column("auto_retain_at", "Décision automatique le", Application.auto_retain_at),
    Column("rule", "Règle de la date limite", Application.deadline_rule, labels.DEADLINE_RULES),
    Column("decided_at", "Décidée le", Application.decided_at),
    Column("decided_by", "Décidée par", decided_by),
    Column("contract_siret", "SIRET de l’employeur", Contract.siret),
    Column("offer_reply_until", "Réponse attendue jusqu’au", Contract.reply_until),
    Column("decision", "Décision", Application.decision, labels.DECISIONS),
    Column("decision_late", "Hors délai", late),
    Column("refusal_reason", "Motif du refus", RefusalReason.label),
    Column("last_name", "Nom", Candidate.last_name),
    Column("first_name", "Prénom", Candidate.first_name),
    Column("origin_school", "Établissement d’origine", Candidate.origin_school),
    Column("origin_department", "Département d’origine", Candidate.origin_department),
    Column("programme_title", "Formation", Programme.title),
    Column("centre_uai", "UAI", TrainingCentre.uai),
    Column("contract_status", "Statut du contrat", Contract.status, labels.CONTRACT_STATUSES),
    Column("employer_name", "Employeur", Contract.employer_name),
    Column("contract_entered_at", "Contrat saisi le", Contract.entered_at),
    Column("replied_at", "Réponse du candidat le", Contract.replied_at),
    Column("ia", "Inscription administrative", situation, ENROLMENTS),
)
CONTACT_TITLES = ("Téléphone mobile", "Téléphone fixe", "Adresse mail")
_BY_NAME = {column.name: column for column in APPLICATIONS}
_OF_THE_CANDIDATE = ("candidate_number", "last_name", "first_name")
_OF_THE_FILE = (
    "origin_school",
    "origin_department",
    "state",
    "confirmed_at",
    "review_deadline",
    "auto_retain_at",
    "rule",
    "decision",
    "decision_late",
    "decided_at",
    "decided_by",
    "refusal_reason",
    "employer_name",
    "contract_siret",
    "contract_status",
    "contract_entered_at",
    "offer_reply_until",
    "replied_at",
    "ia",
)


def for_programs() -> list[ColumnElement[Any]]:
    """Return the columns of the command line: codes, and no contact details."""
    return [column.coded() for column in APPLICATIONS]


def for_people(contacts: Sequence[ColumnElement[Any]], *, programmes: bool) -> list[ColumnElement[Any]]:
    """Return the columns of the screen; `programmes` tells each row's programme."""
    of_the_programme = ("programme_code", "programme_title") if programmes else ()
    return [
        *(_BY_NAME[name].worded() for name in (*of_the_programme, *_OF_THE_CANDIDATE)),
        *(cell.label(title) for title, cell in zip(CONTACT_TITLES, contacts, strict=True)),
        *(_BY_NAME[name].worded() for name in _OF_THE_FILE),
    ]
