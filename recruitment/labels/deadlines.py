"""« Pourquoi cette date ? »: the rule behind a deadline, in words (R3.2, R3.3, R3.3b, R5.1)."""

from datetime import date, datetime

from recruitment.labels.dates import day_long, day_short, hour, instant, night_before
from recruitment.rules.calendar import Calendar
from recruitment.rules.deadlines import ReplyDeadline, ReviewDeadline, review
from recruitment.rules.paris import ONE_DAY, midnight
from recruitment.rules.vocabulary import DeadlineRule, LateRefusals, ReplyRule

PARIS_TIME = "(heure de Paris)"


def both_dates(last_day: date | None, auto_retain_at: datetime | None) -> str:
    """Return the two dates that a list always shows together (R3.3)."""
    if last_day is None or auto_retain_at is None:
        return "aucune décision automatique"
    return f"à rendre avant le {day_short(last_day)}, décision automatique le {day_short(auto_retain_at)}"


def why_this_date(calendar: Calendar, confirmed_at: datetime, deadline: ReviewDeadline) -> tuple[str, ...]:
    """Explain a review deadline as it was stored: the rule, what follows it, and the surprise in it."""
    if deadline.rule == DeadlineRule.EXEMPT:
        return (
            "Cette formation est dispensée de délai d’examen : elle convoque les candidats à sa façon.",
            "Aucune date limite et aucun passage automatique : chaque décision vous revient.",
        )
    if deadline.rule == DeadlineRule.NO_EXAMINATION:
        return (
            "Cette formation n’examine pas les dossiers.",
            "Dès qu’un candidat confirme son vœu, il passe « En recherche de contrat ».",
        )
    if deadline.last_day is None or deadline.auto_retain_at is None:
        return (
            "Des dates de la session ne sont pas encore renseignées.",
            "La date limite sera calculée dès qu’elles le seront ; d’ici là, aucun passage automatique.",
        )
    return (
        _rule(calendar, confirmed_at, deadline),
        _passage(deadline),
        *_late(calendar, deadline),
        *_not_monotone(calendar),
    )


def _rule(calendar: Calendar, confirmed_at: datetime, deadline: ReviewDeadline) -> str:
    confirmed = f"Vœu confirmé le {day_long(confirmed_at)}"
    pivot = calendar.examination_pivot
    if deadline.rule == DeadlineRule.FIXED_LAST_DAY:
        before = f", avant le {day_long(pivot)}" if pivot else ""
        return f"{confirmed}{before} : décision à rendre au plus tard le {day_long(deadline.last_day)}."
    since = f", le {day_long(pivot)} ou après" if pivot else ""
    days = calendar.examination_days
    return f"{confirmed}{since} : vous avez {days} jours, jusqu’au {day_long(deadline.last_day)} inclus."


def _passage(deadline: ReviewDeadline) -> str:
    first_day = ", premier jour des admissions" if deadline.rule == DeadlineRule.FIXED_LAST_DAY else ""
    return (
        f"Sans décision, le vœu passe « En recherche de contrat » {night_before(deadline.auto_retain_at)}, "
        f"à {hour(deadline.auto_retain_at)} {PARIS_TIME}{first_day}."
    )


def _late(calendar: Calendar, deadline: ReviewDeadline) -> tuple[str, ...]:
    """Say what holds between the last day and the passage, if there is anything between."""
    last_day, passage = deadline.last_day, deadline.auto_retain_at
    if last_day is None or passage is None or passage <= midnight(last_day + ONE_DAY):
        return ()
    taken = (
        f"Du {day_short(last_day + ONE_DAY)} au passage, une décision est encore prise, notée « hors délai »"
    )
    forbidden = calendar.late_refusals == LateRefusals.FORBIDDEN
    return (f"{taken} ; un refus ne l’est plus." if forbidden else f"{taken}.",)


def _not_monotone(calendar: Calendar) -> tuple[str, ...]:
    """Explain that a later confirmation may pass earlier, when the calendar makes it so (R3.3b)."""
    pivot = calendar.examination_pivot
    if pivot is None:
        return ()
    eve = pivot - ONE_DAY
    before, after = (
        review(calendar, examines=True, exempt=False, confirmed_at=midnight(day)).auto_retain_at
        for day in (eve, pivot)
    )
    if before is None or after is None or before <= after:
        return ()
    surprise = (
        f"Deux règles se suivent : confirmé le {day_short(eve)}, un vœu passe le {day_short(before)} ; "
        f"confirmé le {day_short(pivot)}, il passe le {day_short(after)}, donc plus tôt. C’est la règle de "
        "la session, pas une erreur."
    )
    return (surprise,)


_REPLY_REASONS = {
    ReplyRule.FIXED_DAY: "C’est la date fixée par la session pour les propositions faites à cette période.",
    ReplyRule.DAYS_AFTER: "Le délai se compte en jours à partir de la proposition.",
    ReplyRule.AFTER_PAUSE: (
        "Le délai finissait pendant la suspension des réponses : il est reporté au lendemain de celle-ci."
    ),
}


def why_this_reply_date(deadline: ReplyDeadline) -> tuple[str, ...]:
    """Explain until when an offer may be answered (R5.1)."""
    until = f"Réponse attendue jusqu’au {instant(deadline.until)} {PARIS_TIME}."
    return (until, _REPLY_REASONS[deadline.rule])
