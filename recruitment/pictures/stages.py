"""The funnel as positions of a drawing: from the wish to the enrolment."""

from dataclasses import dataclass

from recruitment.pictures.queries import Compared, Figures
from recruitment.pictures.words import day, share
from recruitment.web.filters import number

LEFT, WIDTH, ROW, TOP, BAR = 200, 340, 50, 8, 20
STAGES = (
    ("wishes", "Vœux formulés", "non-confirmee"),
    ("confirmed", "Vœux confirmés", "a-examiner"),
    ("retained", "Mis en recherche de contrat", "en-recherche"),
    ("contracts", "Contrats saisis", "proposition"),
    ("accepted", "Oui définitif", "oui-definitif"),
    ("enrolled", "Inscription administrative", "oui-voeux"),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One bar: its words, its count, and where the year before stood."""

    label: str
    slug: str
    count: int
    share: str
    width: float
    y: int
    before: int | None
    before_x: float | None


@dataclass(frozen=True, slots=True)
class FunnelDrawing:
    """All bars, and the sentence that stands for them."""

    stages: list[Stage]
    height: int
    described: str
    before: str  # « 26 mai 2024 », empty without a year before


def funnel(compared: Compared) -> FunnelDrawing:
    """Return the drawing of a funnel."""
    now, before = _counts(compared.now), _counts(compared.before) if compared.before else {}
    most = max([*now.values(), *before.values(), 1])
    stages: list[Stage] = []
    for rank, (name, label, slug) in enumerate(STAGES):
        count, past = now[name], before.get(name)
        of = f"soit {share(count, stages[-1].count)} de l’étape précédente" if stages else "point de départ"
        past_x = None if past is None else _x(past, most)
        width = max(3.0, _x(count, most) - LEFT) if count else 0.0
        stages.append(Stage(label, slug, count, of, width, TOP + rank * ROW, past, past_x))
    then = day(compared.before.at) if compared.before else ""
    return FunnelDrawing(stages, TOP + len(stages) * ROW, _described(stages, then), then)


def _counts(figures: Figures) -> dict[str, int]:
    return {name: getattr(figures.funnel, name) for name, _label, _slug in STAGES}


def _x(count: int, most: int) -> float:
    return round(LEFT + count / most * WIDTH, 1)


def _described(stages: list[Stage], then: str) -> str:
    told = ", ".join(
        f"{stage.label.lower()} {number(stage.count)}"
        + (f" (contre {number(stage.before)} le {then})" if stage.before is not None else "")
        for stage in stages
    )
    return f"Du vœu au contrat : {told}."
