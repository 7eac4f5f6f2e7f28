"""Contracts against the seats, week by week, as positions of a drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from recruitment.pictures.queries import Compared, Week
from recruitment.pictures.scale import Scale, apart, every, scale
from recruitment.pictures.weeks import A_YEAR_OF_WEEKS
from recruitment.pictures.words import day, some
from recruitment.web.filters import date_short, number

LEFT, RIGHT, BOTTOM, TOP = 46.0, 500.0, 216.0, 14.0
NAMED, ROOM, LOWEST = 6, 27.0, 202.0


@dataclass(frozen=True, slots=True)
class End:
    """The words beside the end of a line: a number and what it counts."""

    y: float
    number: str
    word: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its points, and the surface under it."""

    slug: str
    points: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class CurveDrawing:
    """The lines, the axis, the words."""

    lines: list[Line]
    seats: str  # the path of the capacity
    before: str  # the points of the year before, empty without one
    ticks: list[tuple[int, float]]
    named: list[tuple[float, str]]
    ends: list[End]
    described: str
    rows: list[
        tuple[Week, int | None]
    ]  # each week, and the active contracts of the same week the year before
    note: str


def curve(compared: Compared) -> CurveDrawing | None:
    """Return the drawing, or None before the first week of contracts."""
    weeks = compared.now.weeks
    if not weeks:
        return None
    past = _past(compared)
    before = [past.get(week.monday) for week in weeks]
    known = [value for value in before if value is not None]
    heights = scale([*known, *(max(week.active, week.capacity) for week in weeks)], BOTTOM, TOP)
    xs = _xs(len(weeks))
    last = weeks[-1]
    lines = [
        _line("proposition", [week.active for week in weeks], xs, heights),
        _line("oui-definitif", [week.accepted for week in weeks], xs, heights),
    ]
    step = every(len(weeks), NAMED)
    pairs = [(x, value) for x, value in zip(xs, before, strict=True) if value is not None]
    return CurveDrawing(
        lines=lines,
        seats=_steps(xs, [heights.y(week.capacity) for week in weeks]),
        before=" ".join(f"{x},{heights.y(value)}" for x, value in pairs),
        ticks=heights.ticks,
        named=[(x, date_short(w.monday)) for x, w in list(zip(xs, weeks, strict=True))[::step]],
        ends=_ends(last, heights, known[-1] if known else None, compared),
        described=_described(compared, last),
        rows=list(zip(weeks, before, strict=True)),
        note=_note(compared),
    )


def _past(compared: Compared) -> dict[date, int]:
    if compared.before is None:
        return {}
    return {week.monday + A_YEAR_OF_WEEKS: week.active for week in compared.before.weeks}


def _xs(count: int) -> list[float]:
    if count == 1:
        return [LEFT]
    return [round(LEFT + rank / (count - 1) * (RIGHT - LEFT), 1) for rank in range(count)]


def _line(slug: str, values: Sequence[int], xs: Sequence[float], heights: Scale) -> Line:
    points = " ".join(f"{x},{heights.y(value)}" for x, value in zip(xs, values, strict=True))
    return Line(slug, points, xs[-1], heights.y(values[-1]))


def _steps(xs: Sequence[float], ys: Sequence[float]) -> str:
    first = f"M{xs[0]},{ys[0]}"
    if len(xs) == 1:
        return f"{first}H{RIGHT}"
    return first + "".join(f"H{x}V{y}" for x, y in zip(xs[1:], ys[1:], strict=True))


def _ends(last: Week, heights: Scale, before: int | None, compared: Compared) -> list[End]:
    told = [
        (last.capacity, "Places"),
        (last.active, "Contrats actifs"),
        (last.accepted, "Oui définitif"),
    ]
    if before is not None and compared.before is not None:
        told.append((before, f"en {compared.before.year}"))
    ys = apart([heights.y(value) for value, _word in told], ROOM, LOWEST)
    return [End(y, number(value), word) for y, (value, word) in zip(ys, told, strict=True)]


def _described(compared: Compared, last: Week) -> str:
    seats = some(last.capacity, "place", "places")
    told = f"Le {day(compared.now.at)} : {some(last.active, 'contrat actif', 'contrats actifs')}, dont "
    told += f"{number(last.accepted)} acceptés définitivement, pour {seats}."
    if compared.before and compared.before.weeks:
        then = compared.before.weeks[-1].active
        told += f" Le {day(compared.before.at)} : {some(then, 'contrat actif', 'contrats actifs')}."
    return told


def _note(compared: Compared) -> str:
    if compared.now.capacity_told:
        return "Places : leurs changements sont lus dans l’historique."
    return "Places : capacité actuelle, aucun changement n’est noté dans l’historique."
