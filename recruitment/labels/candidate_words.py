"""What a candidate reads of their own wishes, in plain words: where each stands, what it means, what comes next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from recruitment.labels.dates import day_long, day_short, hour, instant, night_before
from recruitment.rules.calendar import Calendar
from recruitment.rules.deadlines import reply_expired
from recruitment.rules.vocabulary import ApplicationState, ContractStatus, DeadlineRule, Origin

PARIS_TIME = "(heure de Paris)"
_STATE = ApplicationState


@dataclass(frozen=True, slots=True)
class Words:
    """The state in a few words, what it means, what comes next."""

    title: str
    meaning: str
    next: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The wish, the dates of its session, the instant at which it is read."""

    wish: Any
    calendar: Calendar
    now: datetime


def wish_words(wish: Any, calendar: Calendar, now: datetime) -> Words:
    """Say where a wish stands."""
    return _WORDS[wish.state](Facts(wish, calendar, now))


def _unconfirmed(_facts: Facts) -> Words:
    return Words(
        "Vœu non confirmé",
        "Vous n’avez pas encore confirmé ce vœu : le CFA ne peut pas examiner votre dossier.",
        "Confirmez-le sur la plateforme d’inscription. Vous pouvez déjà chercher un employeur.",
    )


def _confirmed(facts: Facts) -> Words:
    if facts.wish.deadline_rule == DeadlineRule.EXEMPT:
        after = (
            "Cette formation convoque les candidats à sa façon : elle n’a pas de date limite pour décider. "
            "Le CFA vous écrira."
        )
    elif facts.wish.review_deadline is None or facts.wish.auto_retain_at is None:
        after = "La date limite de sa décision sera affichée ici dès qu’elle sera connue."
    else:
        after = (
            f"Il doit décider au plus tard le {day_long(facts.wish.review_deadline)}. Sans décision de sa part, votre "
            f"candidature passe d’elle-même « En recherche de contrat » {night_before(facts.wish.auto_retain_at)}."
        )
    return Words(
        "Dossier en cours d’examen", "Vous avez confirmé ce vœu. Le CFA examine votre dossier.", after
    )


def _seeking(facts: Facts) -> Words:
    title = "Candidature retenue, contrat à trouver"
    if facts.wish.closed_at is not None:
        return Words(
            title,
            "Votre candidature est retenue, mais le recrutement de cette formation est clos : elle ne prend plus "
            "de contrat.",
            "Vos autres vœux ne changent pas. Pour toute question, adressez-vous au CFA.",
        )
    until = (
        f" Le CFA enregistre les contrats jusqu’au {day_long(facts.calendar.contracts_until)}."
        if (facts.calendar.contracts_until)
        else ""
    )
    return Words(
        title,
        "Votre candidature est retenue, à une condition : signer un contrat d’apprentissage avec un employeur.",
        "Cherchez un employeur, puis donnez ses coordonnées au CFA : il enregistre le contrat et une proposition "
        f"d’admission vous est faite aussitôt. Les places vont aux premiers contrats.{until}",
    )


def _refused(facts: Facts) -> Words:
    on = f" le {day_long(facts.wish.decided_at)}" if facts.wish.decided_at else ""
    return Words(
        "Candidature non retenue",
        f"Le CFA n’a pas retenu votre candidature pour cette formation{on}. Cette décision est définitive.",
        "Elle ne porte que sur cette formation : vos autres vœux ne changent pas.",
    )


def _pending(facts: Facts) -> Words:
    if reply_expired(facts.wish.offer.reply_until, facts.now):
        return Words(
            "Délai de réponse dépassé",
            f"Il fallait répondre jusqu’au {instant(facts.wish.offer.reply_until)} {PARIS_TIME}. La proposition est "
            "retirée et la place est rendue.",
            "Pour toute question, adressez-vous au CFA.",
        )
    return Words(
        "Proposition d’admission : réponse attendue",
        f"Le CFA a enregistré votre contrat avec {facts.wish.offer.employer_name} : une place vous est proposée.",
        f"Répondez avant le {deadline(facts.wish.offer.reply_until)}.",
    )


def _accepted(facts: Facts) -> Words:
    return Words(
        "Admission acceptée définitivement",
        f"Vous avez accepté définitivement cette place, avec {facts.wish.offer.employer_name} pour employeur.",
        "Il reste l’inscription administrative, que le CFA fait avec vous.",
    )


def _keeping(facts: Facts) -> Words:
    return Words(
        "Proposition acceptée, autres vœux gardés",
        f"Votre place est réservée, avec {facts.wish.offer.employer_name} pour employeur. Vos autres vœux restent "
        "ouverts.",
        "Quand votre choix est fait, acceptez définitivement cette place. Si vous acceptez une autre proposition, "
        "vous renoncez à celle-ci.",
    )


def _left(facts: Facts) -> Words:
    on = f" depuis le {day_long(facts.wish.withdrawn_at)}" if facts.wish.withdrawn_at else ""
    return Words("Vœu abandonné", f"Ce vœu n’est plus ouvert{on}.")


def _left_with_contract(facts: Facts) -> Words:
    status = facts.wish.offer.status if facts.wish.offer is not None else None
    if status == ContractStatus.EXPIRED:
        return Words(
            "Proposition retirée, sans réponse",
            f"Vous n’avez pas répondu avant le {deadline(facts.wish.offer.reply_until)} : la place est rendue.",
        )
    if status == ContractStatus.BROKEN:
        return Words(
            "Contrat rompu", "La rupture de votre contrat est enregistrée. Ce vœu n’est plus ouvert."
        )
    if status == ContractStatus.DECLINED:
        return Words("Proposition sans suite", "La place est rendue. Ce vœu n’est plus ouvert.")
    return _left(facts)


_WORDS: dict[ApplicationState, Callable[[Facts], Words]] = {
    _STATE.UNCONFIRMED: _unconfirmed,
    _STATE.CONFIRMED: _confirmed,
    _STATE.SEEKING_CONTRACT: _seeking,
    _STATE.REFUSED: _refused,
    _STATE.OFFER_PENDING: _pending,
    _STATE.ACCEPTED: _accepted,
    _STATE.ACCEPTED_KEEPING_WISHES: _keeping,
    _STATE.WITHDRAWN: _left,
    _STATE.WITHDRAWN_WITH_CONTRACT: _left_with_contract,
}


def deadline(until: datetime) -> str:
    """Return « 28 mai 2025, 23 h 59 (heure de Paris) »."""
    return f"{day_long(until)}, {hour(until)} {PARIS_TIME}"


def time_left(until: datetime, now: datetime) -> str:
    """Return « 2 jours et 9 heures », « 3 heures et 20 minutes », « 12 minutes »: what begins counts."""
    minutes = max(0, -int((now - until).total_seconds() // 60))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return _two(days, "jour", hours, "heure")
    return _two(hours, "heure", minutes, "minute") if hours else _count(minutes, "minute")


def _two(first: int, unit: str, second: int, smaller: str) -> str:
    more = f" et {_count(second, smaller)}" if second else ""
    return f"{_count(first, unit)}{more}"


def _count(number: int, unit: str) -> str:
    return f"{number}\u00a0{unit}{'s' if number > 1 else ''}"


def automatic_words(wish: Any) -> tuple[str, ...]:
    """Explain a decision that no person took (GDPR, article 22): where it comes from; it is never a refusal."""
    if wish.decision_origin != Origin.SYSTEM:
        return ()
    if wish.decision_rule == DeadlineRule.NO_EXAMINATION:
        rule = "cette formation n’examine pas les dossiers : dès qu’un vœu est confirmé, il est retenu"
    else:
        rule = (
            f"la date limite pour décider était le {day_short(wish.review_deadline)}"
            if (wish.review_deadline)
            else "la date limite pour décider était passée"
        )
        rule += " et le CFA n’avait pas décidé"
    on = f" le {instant(wish.decided_at)}" if wish.decided_at else ""
    return (
        f"Votre candidature a été retenue{on} par le système, sans intervention d’une personne : {rule}.",
        "Le système ne refuse jamais une candidature : seule une personne peut le faire.",
        "Vous pouvez demander qu’une personne du CFA regarde votre dossier et vous explique cette étape.",
    )


GROUNDS = (
    (
        "Vous pouvez demander au CFA les motifs de cette décision, et les critères selon lesquels les dossiers ont été "
        "examinés. Écrivez-lui en donnant votre nom, votre numéro d’inscription et le nom de la formation."
    ),
    "Les critères d’examen sont publics : le CFA vous dit lesquels ont compté, et comment.",
)
#: Why a wish is left, to its candidate.
LEFT_BECAUSE = {
    "own": "Vous y avez renoncé.",
    "accepted_elsewhere": "Vous y avez renoncé en acceptant une autre proposition.",
    "no_reply": "Il est abandonné parce qu’une autre proposition est restée sans réponse.",
}
