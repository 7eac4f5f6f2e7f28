"""A report as its page and its file both say it."""

import re
from dataclasses import dataclass
from typing import Any

from recruitment.labels.dates import day_long
from recruitment.labels.reports import ALL_REASONS, FEWER, OTHER_REASONS, SECTIONS, WITHHELD
from recruitment.report.figures import ReportFigures
from recruitment.rules.reports import grouped, shown, withheld
from recruitment.web.filters import number

_SMALL = (
    f"Un nombre de 1 à 4 candidats est écrit «\u00a0{FEWER}\u00a0», un nombre qui permettrait d’en calculer un "
    f"«\u00a0{WITHHELD}\u00a0»."
)


@dataclass(frozen=True, slots=True)
class Line:
    """A figure with its words; `inner` is part of the line above."""

    label: str
    value: str
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the paragraphs that the team wrote."""

    title: str
    paragraphs: list[str]


@dataclass(frozen=True, slots=True)
class Content:
    """All that a report says."""

    title: str
    subtitle: str
    examination: str
    lines: list[Line]
    sections: list[Section]
    dated: str


def content(figures: ReportFigures, texts: Any, *, frozen: bool) -> Content:
    """Return a report; `texts` has a field for each section."""
    place = f", {figures.town}" if figures.town else ""
    day = day_long(figures.instant)
    dated = (
        f"Chiffres arrêtés au {day}."
        if frozen
        else f"Chiffres au {day}, à jour jusqu’à la fin de la période."
    )
    return Content(
        title=figures.title,
        subtitle=f"{figures.centre} ({figures.uai}){place} – session {figures.year}, formation n° {figures.code}",
        examination=_examination(figures),
        lines=_lines(figures),
        sections=[
            Section(title, paragraphs(getattr(texts, field, "")))
            for field, title, _help in SECTIONS
            if getattr(texts, field, "").strip()
        ],
        dated=f"{dated} {_SMALL}",
    )


def paragraphs(text: str) -> list[str]:
    """Return a text as its paragraphs: an empty line ends one."""
    found = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return [part.strip() for part in found if part.strip()]


def _examination(figures: ReportFigures) -> str:
    if not figures.examines:
        return (
            "La formation n’examine pas les dossiers : chaque candidature confirmée est mise aussitôt en recherche "
            "de contrat. L’admission tient à la signature d’un contrat d’apprentissage, dans la limite des places."
        )
    then = (
        "Aucune décision n’y est automatique."
        if figures.exempt
        else "Sans décision à la date limite, une candidature est mise automatiquement en recherche de contrat."
    )
    return (
        "La formation examine les dossiers : chaque candidature confirmée est refusée, ou mise en recherche de "
        f"contrat. {then} L’admission tient ensuite à la signature d’un contrat d’apprentissage, dans la limite des "
        "places."
    )


def _lines(figures: ReportFigures) -> list[Line]:
    hidden = withheld(
        wishes=figures.wishes,
        confirmed=figures.confirmed,
        refused=figures.refused,
        retained=figures.retained,
        automatic=figures.automatic,
    )

    def line(label: str, name: str, *, inner: bool = False) -> Line:
        return Line(label, WITHHELD if name in hidden else _value(getattr(figures, name)), inner=inner)

    examined = [
        line("Candidatures examinées par l’équipe", "examined"),
        line("Candidatures refusées", "refused"),
        *_reasons(figures),
    ]
    return [
        Line("Places", number(figures.capacity)),
        line("Candidatures reçues", "wishes"),
        line("Candidatures confirmées", "confirmed"),
        *(examined if figures.examines else ()),
        line("Candidatures mises en recherche de contrat", "retained"),
        line("dont automatiquement", "automatic", inner=True),
        line("Candidatures avec un contrat saisi", "contracts"),
        line("Propositions acceptées définitivement", "accepted"),
    ]


def _reasons(figures: ReportFigures) -> list[Line]:
    found = grouped(figures.refusals, OTHER_REASONS)
    if [label for label, _count in found] == [OTHER_REASONS]:  # nothing stands beside them
        found = [(ALL_REASONS, found[0][1])]
    return [Line(label, _value(count), inner=True) for label, count in found]


def _value(count: int) -> str:
    seen = shown(count)
    return FEWER if seen is None else number(seen)
