"""The same figures as the pictures, one to a line, for a spreadsheet."""

from datetime import date
from typing import Any

from recruitment.pictures.queries import Compared, Decided
from recruitment.pictures.stages import STAGES
from recruitment.pictures.weeks import A_YEAR_OF_WEEKS

HEADER = ("Tableau", "Étape ou semaine du", "Mesure", "Valeur", "Un an avant, à la même date")
Row = tuple[Any, ...]


def rows(compared: Compared) -> list[Row]:
    """Return a line per figure; the last column is empty without a year before."""
    return [*_funnel(compared), *_weeks(compared), *_decisions(compared), *_medians(compared)]


def _funnel(compared: Compared) -> list[Row]:
    now, before = compared.now.funnel, compared.before.funnel if compared.before else None
    return [
        (
            "Du vœu au contrat",
            label,
            "candidatures",
            getattr(now, name),
            getattr(before, name) if before else None,
        )
        for name, label, _slug in STAGES
    ]


def _weeks(compared: Compared) -> list[Row]:
    past = {w.monday + A_YEAR_OF_WEEKS: w for w in compared.before.weeks} if compared.before else {}
    found: list[Row] = []
    for week in compared.now.weeks:
        then = past.get(week.monday)
        for name, measure in (
            ("active", "contrats actifs"),
            ("accepted", "oui définitif"),
            ("capacity", "places"),
        ):
            value = getattr(then, name) if then else None
            found.append(("Contrats et places", week.monday, measure, getattr(week, name), value))
    return found


def _decisions(compared: Compared) -> list[Row]:
    past = {w.monday + A_YEAR_OF_WEEKS: w for w in compared.before.decisions} if compared.before else {}
    reached = max(past, default=date.min)
    found: list[Row] = []
    for week in compared.now.decisions:
        then = past.get(week.monday) or (Decided(week.monday, 0, 0) if week.monday <= reached else None)
        for name, measure in (("persons", "par une personne"), ("automatic", "automatiques")):
            value = getattr(then, name) if then else None
            found.append(("Décisions", week.monday, measure, getattr(week, name), value))
    return found


def _medians(compared: Compared) -> list[Row]:
    now, before = compared.now.medians, compared.before.medians if compared.before else None
    return [
        ("Délais médians", what, "jours", _days(getattr(now, name)), _days(getattr(before, name, None)))
        for name, what in (
            ("decide", "de la confirmation à la décision"),
            ("contract", "de la recherche au contrat saisi"),
        )
    ]


def _days(value: float | None) -> str | None:
    return None if value is None else f"{value:.1f}".replace(".", ",")
