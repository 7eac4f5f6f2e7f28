"""Why a decision is what it is, and how long things are kept, in words for the person."""

from typing import Any

from recruitment import labels
from recruitment.labels.dates import day_long, instant
from recruitment.rules.calendar import Calendar
from recruitment.rules.deadlines import ReviewDeadline
from recruitment.rules.paris import paris_day
from recruitment.rules.retention import retention
from recruitment.rules.vocabulary import DeadlineRule, Decision, Origin

AUTOMATIC = "Cette décision a été prise par le système, sans intervention d’une personne. Le système ne refuse jamais."
HUMAN = "Pour toute question, ou pour qu’une personne regarde ce dossier : {centre}."


def decision_words(application: Any, calendar: Calendar, centre: str) -> list[str]:
    """Explain a decision: who took it, by which rule, whom to ask."""
    if application.decision is None:
        return ["Aucune décision n’a été prise.", HUMAN.format(centre=centre)]
    sentences = []
    if application.decision_origin == Origin.SYSTEM:
        sentences.append(AUTOMATIC)
        if application.auto_retain_at is not None:
            sentences.append(
                f"Le délai d’examen était dépassé le {instant(application.auto_retain_at)} (heure de Paris) : "
                "la candidature est passée en recherche de contrat."
            )
    else:
        refused = application.decision == Decision.REFUSED
        taken = "refusé cette candidature" if refused else "placé cette candidature en recherche de contrat"
        sentences.append(f"Une personne de l’établissement a {taken} le {instant(application.decided_at)}.")
    if application.deadline_rule is not None and application.confirmed_at is not None:
        deadline = ReviewDeadline(
            application.review_deadline, application.auto_retain_at, DeadlineRule(application.deadline_rule)
        )
        sentences += labels.why_this_date(calendar, application.confirmed_at, deadline)
    return [*sentences, HUMAN.format(centre=centre)]


def retention_words(calendar: Calendar) -> list[str]:
    """Say when what is held goes."""
    steps = retention(calendar)
    if steps is None:
        return ["La fin de la session n’est pas encore fixée : les durées courront à partir d’elle."]
    first = day_long(paris_day(steps.anonymised_at))
    return [
        f"La session se termine le {day_long(steps.end)}.",
        f"Une personne refusée, ou qui a renoncé à tous ses vœux, est rendue anonyme à partir du {first}.",
        f"Les coordonnées de qui n’a pas de contrat sont effacées à partir du {first}.",
        f"Toutes les autres sont rendues anonymes à partir du {day_long(paris_day(steps.purged_at))}.",
        "La trace des consultations est gardée un an, celle des courriels partis trois mois.",
    ]
