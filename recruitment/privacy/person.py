"""All that is held on one person, for that person: what they may ask for, in words that they can read.

The reader's own centre, or all for the installation's administrator; contact details as R2.8 lets the reader see them
on the file page, else the reason in their place. Colleagues are told by their function, not by
their name: the answer is about the person, not about those who work here. The registry says where each column is; a
test holds it against what comes out.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment import labels
from recruitment.accounts.models import Account
from recruitment.admissions.models import Admitted
from recruitment.applications.models import (
    Application,
    Candidate,
    Guardian,
    Note,
    RefusalDraft,
    RefusalReason,
)
from recruitment.applications.personal_models import IdentityChange
from recruitment.contracts.models import Contract
from recruitment.journal.models import AccessEntry, JournalEntry
from recruitment.labels.accesses import KINDS
from recruitment.mail.actions import GUARDIAN as GUARDIAN_MAIL
from recruitment.mail.actions import to_candidate, to_guardian
from recruitment.mail.models import OutboxMail
from recruitment.portal.models import CandidateVisit
from recruitment.privacy import masks
from recruitment.privacy.admitted import admissions_of, admissions_where
from recruitment.privacy.after_reply import after_the_reply
from recruitment.privacy.exchanged import exchanged
from recruitment.privacy.explanations import decision_words, retention_words
from recruitment.privacy.learners_held import learners_of, learners_where
from recruitment.privacy.masks import Held, Mask
from recruitment.privacy.models import RetentionHold
from recruitment.programmes.models import Campaign, Programme, TrainingCentre
from recruitment.rules.vocabulary import ContactVisibility, ContractStatus, ReplyOrigin, Role

NOT_SAID = frozenset({"id", "campaign_id", "sort_name", "search_text", "link_generation"})
IDENTITY = {
    "candidate_number": "numéro d’inscription",
    "last_name": "nom",
    "first_name": "prénom",
    "birth_date": "date de naissance",
    "sex": "civilité",
    "ine": "INE",
    "email": "adresse mail",
    "phone": "téléphone fixe",
    "mobile": "téléphone portable",
    "address": "adresse",
    "postal_code": "code postal",
    "town": "commune",
    "origin_school": "établissement d’origine",
    "origin_uai": "UAI d’origine",
    "origin_department": "département d’origine",
    "bac_series": "série du baccalauréat",
    "bac_honours": "mention",
    "created_at": "reçu le",
    "updated_at": "modifié le",
    "erased_at": "effacé le",
}
GUARDIAN = {
    "position": "rang",
    "last_name": "nom",
    "first_name": "prénom",
    "email": "adresse mail",
    "phone": "téléphone",
}
VISIT = {
    "opened_at": "ouverte le",
    "seen_at": "dernière page le",
    "ended_at": "terminée le",
}
APPLICATION = {
    "received_at": "reçue le",
    "confirmed_at": "vœu confirmé le",
    "review_deadline": "dernier jour d’examen",
    "auto_retain_at": "passage automatique le",
    "withdrawn_at": "abandonnée le",
    "updated_at": "modifiée le",
}
CONTRACT = {
    "employer_name": "employeur",
    "siret": "SIRET",
    "entered_at": "saisi le",
    "reply_until": "réponse attendue jusqu’au",
    "replied_at": "réponse du candidat le",
    "ended_at": "terminé le",
    "end_reason": "motif de la fin",
    "broken_on": "rompu le",
    "reply_siret": "SIRET confirmé",
    "reply_employer_name": "employeur confirmé",
    "siret_settled_at": "SIRET vérifié le",
    "siret_settled_note": "SIRET, constat",
}


@dataclass(frozen=True, slots=True)
class Sight:
    """What a reader sees: these applications; contact details or not (R2.8); mails and lines of their centre (I5).

    `centre_id` is None for whoever runs the installation.
    """

    application_ids: Sequence[int]
    contacts: ContactVisibility
    centre_id: int | None


def held(session: Session, application: Any, sight: Sight, now: datetime) -> Held:
    """Return what is held on the candidate of an application, as far as the reader sees."""
    candidate = session.get_one(Candidate, application.candidate_id)
    campaign = session.get_one(Campaign, candidate.campaign_id)
    functions, mask = _Functions(session), Mask(sight.contacts)
    application_ids, centre_id = sight.application_ids, sight.centre_id
    return {
        "établi le": now,
        "session": campaign.year,
        "identité": mask.over(_named(candidate, IDENTITY), masks.IDENTITY),
        "responsables": [
            mask.over(_named(row, GUARDIAN), masks.GUARDIAN) for row in _all(session, Guardian, candidate.id)
        ],
        "corrections": [
            mask.correction(_correction(row, functions), row.field)
            for row in _all(session, IdentityChange, candidate.id)
        ],
        "candidatures": [
            _application(session, session.get_one(Application, id_), campaign, functions)
            for id_ in application_ids
        ],
        "admissions": admissions_of(session, candidate.id, centre_id),
        "apprenants": learners_of(session, candidate.id, centre_id, functions),
        **exchanged(session, candidate, centre_id),
        "visites": [_named(row, VISIT) for row in _all(session, CandidateVisit, candidate.id)],
        "courriels": [mask.over(_mail(row), masks.MAIL) for row in _mails(session, candidate.id, centre_id)],
        "consultations": [_access(row, functions) for row in _accesses(session, application_ids)],
        "historique": [
            _line(row, functions) for row in _lines(session, candidate.id, application_ids, centre_id)
        ],
        "conservation": retention_words(campaign.calendar()),
    }


def held_of_admitted(session: Session, row: Admitted, now: datetime) -> Held:
    """Return what is held in a centre on somebody of its pool, who may have no application here."""
    functions = _Functions(session)
    same = (Admitted.campaign_id == row.campaign_id) & (Admitted.candidate_number == row.candidate_number)
    campaign = session.get_one(Campaign, row.campaign_id)
    return {
        "établi le": now,
        "session": campaign.year,
        "admissions": admissions_where(session, same, row.centre_id),
        "apprenants": learners_where(session, same, row.centre_id, functions),
        **exchanged(session, row, row.centre_id),
        "conservation": retention_words(campaign.calendar()),
    }


class _Functions:
    """The function of colleagues, by account."""

    def __init__(self, session: Session) -> None:
        rows = session.execute(select(Account.id, Account.role))
        self._words = {row.id: labels.ROLES[Role(row.role)] for row in rows}

    def of(self, account_id: int | None) -> str:
        """Return the function of an account."""
        return self._words.get(account_id or 0, "compte supprimé") if account_id else "le système"


def _named(row: Any, names: dict[str, str]) -> Held:
    return {words: getattr(row, column) for column, words in names.items()}


def _all(session: Session, model: Any, candidate_id: int) -> Iterable[Any]:
    return session.scalars(select(model).where(model.candidate_id == candidate_id).order_by(model.id))


def _correction(row: IdentityChange, functions: _Functions) -> Held:
    return {
        "le": row.at,
        "par": functions.of(row.account_id),
        "champ": labels.FIELDS[row.field],
        "avant": row.old_value,
        "après": row.new_value,
        "valeur des fichiers": row.file_value,
    }


def _application(session: Session, row: Application, campaign: Campaign, functions: _Functions) -> Held:
    programme = session.get_one(Programme, row.programme_id)
    centre = session.get_one(TrainingCentre, row.centre_id)
    reason = session.get(RefusalReason, row.refusal_reason_id) if row.refusal_reason_id else None
    of = {"application_id": row.id}
    return {
        "formation": programme.title,
        "code": programme.code,
        "établissement": centre.name,
        "état": labels.STATES[row.state].long,  # type: ignore[index]
        **_named(row, APPLICATION),
        "règle de la date": labels.DEADLINE_RULES.get(row.deadline_rule),  # type: ignore[call-overload]
        "décision": {
            "sens": labels.DECISIONS.get(row.decision),  # type: ignore[call-overload]
            "prise le": row.decided_at,
            "origine": labels.ORIGINS.get(row.decision_origin),  # type: ignore[call-overload]
            "par": functions.of(row.decided_by_id) if row.decision else None,
            "règle": labels.DEADLINE_RULES.get(row.decision_rule),  # type: ignore[call-overload]
            "hors délai": row.decision_late,
            "motif": reason.label if reason else None,
            "précisions": row.refusal_details,
            "explication": decision_words(row, campaign.calendar(), centre.name),
        },
        "contrats": [_contract(one, functions) for one in _of(session, Contract, row.id)],
        **after_the_reply(session, row.id, functions),
        "notes": [
            {"le": one.written_at, "par": functions.of(one.author_id), "texte": one.body}
            for one in _of(session, Note, row.id)
        ],
        "refus préparé": [
            {
                "le": one.drafted_at,
                "par": functions.of(one.drafted_by_id),
                "motif": session.get_one(RefusalReason, one.reason_id).label,
                "précisions": one.details,
            }
            for one in session.scalars(select(RefusalDraft).filter_by(**of))
        ],
        "suspensions de l’effacement": [
            {
                "motif": labels.HOLDS[one.reason],
                "depuis le": one.placed_at,
                "par": functions.of(one.placed_by_id),
                "levée le": one.lifted_at,
                "levée par": functions.of(one.lifted_by_id) if one.lifted_by_id else None,
            }
            for one in _of(session, RetentionHold, row.id)
        ],
    }


def _of(session: Session, model: Any, application_id: int) -> Iterable[Any]:
    statement = select(model).where(model.application_id == application_id)
    return session.scalars(statement.order_by(model.id))


def _contract(row: Contract, functions: _Functions) -> Held:
    return {
        **_named(row, CONTRACT),
        "état": labels.CONTRACT_STATUSES[ContractStatus(row.status)],
        "règle de la réponse": labels.REPLY_RULES.get(row.reply_rule),  # type: ignore[call-overload]
        "saisi par": functions.of(row.entered_by_id),
        "terminé par": functions.of(row.ended_by_id) if row.ended_by_id else None,
        "réponse reçue par": labels.REPLY_ORIGINS[ReplyOrigin(row.reply_origin)]
        if row.reply_origin
        else None,
        "SIRET vérifié par": functions.of(row.siret_settled_by_id) if row.siret_settled_by_id else None,
    }


def _mails(session: Session, candidate_id: int, centre_id: int | None) -> Iterable[OutboxMail]:
    guardians = session.scalars(select(Guardian.id).where(Guardian.candidate_id == candidate_id))
    family = [to_candidate(candidate_id), *map(to_guardian, guardians)]
    statement = select(OutboxMail).where(OutboxMail.recipient.in_(family))
    if centre_id is not None:
        statement = statement.where(OutboxMail.centre_id == centre_id)
    return session.scalars(statement.order_by(OutboxMail.id))


def _mail(row: OutboxMail) -> Held:
    return {
        "destinataire": "un responsable" if row.recipient.startswith(f"{GUARDIAN_MAIL}:") else "le candidat",
        "modèle": row.template,
        "écrit le": row.created_at,
        "état": row.status,
        "parti le": row.sent_at,
        "revenu le": row.bounced_at,
        "réponse du serveur": row.bounce or row.last_error,
    }


def _accesses(session: Session, application_ids: Sequence[int]) -> Iterable[AccessEntry]:
    mine = AccessEntry.application_id.in_(application_ids)
    return session.scalars(select(AccessEntry).where(mine).order_by(AccessEntry.at, AccessEntry.id))


def _access(row: AccessEntry, functions: _Functions) -> Held:
    return {"le": row.at, "par": functions.of(row.account_id), "geste": KINDS[row.kind]}


def _lines(
    session: Session, candidate_id: int, application_ids: Sequence[int], centre_id: int | None
) -> Iterable[JournalEntry]:
    mine = JournalEntry.application_id.in_(application_ids)
    alone = (JournalEntry.candidate_id == candidate_id) & JournalEntry.application_id.is_(None)
    if centre_id is not None:
        alone &= JournalEntry.chain == centre_id
    return session.scalars(select(JournalEntry).where(mine | alone).order_by(JournalEntry.id))


def _line(row: JournalEntry, functions: _Functions) -> Held:
    actors = {"system": "le système", "operator": "l’exploitant", "candidate": "le candidat"}
    return {
        "le": row.at,
        "par": actors.get(row.actor_kind) or functions.of(row.actor_id),
        "fait": labels.journal_event(row.event),
        "détails": json.loads(row.details),
    }
