"""What needs a person today, the most urgent first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from recruitment.board.overview import NAMED, Due
from recruitment.core.clock import in_paris
from recruitment.programmes import titles
from recruitment.rules.vocabulary import RequestKind
from recruitment.web.filters import date_short, time_hm

SOON = timedelta(days=2)  # replies shown ahead
NAMED_PROGRAMMES = 4
ASK = (
    (RequestKind.CLOSURE, "Clôturer"),
    (RequestKind.CAPACITY, "Demander des places"),
)  # of the regional authority, each once until it answers (R4.9)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a point leads."""

    label: str
    url: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One point: what waits, when, where to do it. The `slug` of a state colours it, else a `tone`."""

    title: str
    text: str
    icon: str
    slug: str = ""
    tone: str = ""
    days: int | None = None
    links: Sequence[Link] = field(default_factory=tuple)

    @property
    def urgency(self) -> tuple[bool, int]:
        """Return the sort key: what has a day first, the nearest day first."""
        return (self.days is None, self.days or 0)


def tasks(
    to_decide: Sequence[Due],
    replies: Sequence[Any],
    full: Iterable[Any],
    unset: Iterable[Any],
    today: date,
    *,
    to_confirm: Iterable[Task] = (),
) -> list[Task]:
    """Return the points of the home page.

    `full` and `unset` are programmes whose capacity is reached, or not given though wishes are confirmed.
    """
    points = [
        *_replies(replies, today),
        *to_confirm,
        *_to_decide(to_decide, today),
        *(_full(programme) for programme in full),
        *(_unset(programme) for programme in unset),
    ]
    return sorted(points, key=lambda task: task.urgency)


def with_one_solid_button(points: Iterable[Task]) -> list[Task]:
    """Return the points with one primary link in all, the most urgent point's: one solid button a view."""
    shown, solid = [], False
    for point in points:
        links = [replace(link, primary=link.primary and not solid) for link in point.links]
        solid = solid or any(link.primary for link in links)
        shown.append(replace(point, links=links))
    return shown


def _replies(replies: Sequence[Any], today: date) -> Iterable[Task]:
    for until, group in groupby(replies, key=lambda row: row.reply_until):
        rows = list(group)
        n, days = len(rows), (in_paris(until).date() - today).days
        names = ", ".join(f"{row.first_name} {row.last_name}" for row in rows[:NAMED])
        more = f" et {n - NAMED} autres" if n > NAMED else ""
        title = (
            f"{n} réponse{'s' if n > 1 else ''} de candidat attendue{'s' if n > 1 else ''} {_by(until, days)}"
        )
        codes = sorted({row.code for row in rows})
        links = [Link("Voir", f"/formations/{code}?etat=offer_pending") for code in codes[:2]]
        where = ", ".join(sorted({titles.split(row.title).name for row in rows})[:2])
        yield Task(title, f"{names}{more}. {where}.", "hourglass", slug="proposition", days=days, links=links)


def _by(until: datetime, days: int) -> str:
    hour = time_hm(until)
    if days < 0:
        return f"depuis le {date_short(until)}"
    return f"ce soir avant {hour}" if days == 0 else f"avant le {date_short(until)} à {hour}"


def _to_decide(to_decide: Sequence[Due], today: date) -> Iterable[Task]:
    for last_day, group in groupby(to_decide, key=lambda due: due.last_day):
        rows = sorted(group, key=lambda due: -due.number)
        n = sum(row.number for row in rows)
        files = f"{n} dossier{'s' if n > 1 else ''} à examiner"
        where = ", ".join(f"{titles.split(row.title).name} {row.number}" for row in rows[:NAMED_PROGRAMMES])
        url = f"/formations/{rows[0].code}?etat=confirmed&tri=limite"
        link = [Link("Examiner", url, primary=last_day is not None and (last_day - today).days <= 2)]
        if last_day is None:
            yield Task(f"{files} sans date limite", where, "eye", slug="a-examiner", links=link)
            continue
        days = (last_day - today).days
        title = f"{files} avant le {date_short(last_day)}" if days >= 0 else f"{files} hors délai"
        passage = _passage(rows[0]) if days < 0 else ""
        yield Task(title, f"{passage}{where}", "eye", slug="a-examiner", days=days, links=link)


def _passage(due: Due) -> str:
    return f"Décision automatique le {date_short(due.auto_retain_at)}. " if due.auto_retain_at else ""


def _full(programme: Any) -> Task:
    n = programme.seats_taken
    url = f"/formations/{programme.code}/demandes"
    asked = programme.asked
    waits = " ".join(f"{one.words}." for one in asked.values())
    seen = [Link("Voir les demandes" if len(asked) > 1 else "Voir la demande", url)] if asked else []
    return Task(
        f"Capacité atteinte : {n} contrat{'s' if n > 1 else ''} pour {programme.capacity} places",
        f"{programme.title}. {waits or 'Clôturez le recrutement ou demandez des places.'}",
        "ban",
        tone="bloque",
        links=[*seen, *(Link(label, f"{url}?objet={kind}") for kind, label in ASK if kind not in asked)],
    )


def _unset(programme: Any) -> Task:
    return Task(
        "Capacité non renseignée",
        f"{programme.title}. Sans elle, aucun contrat ne peut être saisi.",
        "info-circle",
        tone="attention",
        links=[Link("Voir la formation", f"/formations/{programme.code}")],
    )
