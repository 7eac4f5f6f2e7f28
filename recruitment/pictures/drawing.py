"""The pictures of a scope, ready for `templates/pictures/macros.html`."""

from dataclasses import dataclass

from recruitment.pictures.bars import BarsDrawing, bars
from recruitment.pictures.curve import CurveDrawing, curve
from recruitment.pictures.queries import Compared
from recruitment.pictures.stages import FunnelDrawing, funnel
from recruitment.pictures.words import day, days


@dataclass(frozen=True, slots=True)
class Delay:
    """How long something takes, now and the year before."""

    label: str
    now: str
    before: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """All the drawings; None where there is nothing to draw yet."""

    funnel: FunnelDrawing | None
    curve: CurveDrawing | None
    bars: BarsDrawing | None
    delays: list[Delay]
    then: str  # « 26 mai 2024 », empty without a year before
    compared: Compared


def drawings(compared: Compared) -> Pictures:
    """Return the drawings of a scope's figures."""
    empty = compared.now.empty
    return Pictures(
        funnel=None if empty else funnel(compared),
        curve=None if empty else curve(compared),
        bars=bars(compared),
        delays=_delays(compared),
        then=day(compared.before.at) if compared.before else "",
        compared=compared,
    )


def _delays(compared: Compared) -> list[Delay]:
    now, before = compared.now.medians, compared.before.medians if compared.before else None
    return [
        Delay("De la confirmation à la décision", days(now.decide), days(before.decide) if before else ""),
        Delay(
            "De la recherche au contrat saisi", days(now.contract), days(before.contract) if before else ""
        ),
    ]
