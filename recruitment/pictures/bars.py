"""Decisions by week, those of persons below and the automatic ones above, as positions of a drawing."""

from dataclasses import dataclass
from datetime import date

from recruitment.pictures.queries import Compared, Decided
from recruitment.pictures.scale import every, scale
from recruitment.pictures.weeks import A_YEAR_OF_WEEKS
from recruitment.pictures.words import day, some
from recruitment.web.filters import date_short, number

LEFT, RIGHT, BOTTOM, TOP = 46.0, 596.0, 216.0, 34.0
NAMED, WIDEST = 7, 44.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One week: where its two parts stand, and where the year before stood."""

    x: float
    width: float
    persons_y: float
    persons_height: float
    automatic_y: float
    automatic_height: float
    before_y: float | None


@dataclass(frozen=True, slots=True)
class BarsDrawing:
    """The bars, the axis, the words."""

    bars: list[Bar]
    ticks: list[tuple[int, float]]
    named: list[tuple[float, str]]
    described: str
    rows: list[tuple[Decided, int | None]]
    before: int | None  # the year before, to draw its marks in the legend


def bars(compared: Compared) -> BarsDrawing | None:
    """Return the drawing, or None before the first decision."""
    weeks = compared.now.decisions
    if not weeks:
        return None
    past = _past(compared)
    reached = max(past, default=date.min)  # the same date may fall in the week before
    before = [past.get(week.monday, 0) if week.monday <= reached else None for week in weeks]
    heights = scale([*(week.all for week in weeks), *(value or 0 for value in before)], BOTTOM, TOP)
    room = (RIGHT - LEFT) / len(weeks)
    width = round(min(WIDEST, room * 0.72), 1)
    drawn = []
    for rank, (week, then) in enumerate(zip(weeks, before, strict=True)):
        x = round(LEFT + room * (rank + 0.5) - width / 2, 1)
        persons, whole = heights.y(week.persons), heights.y(week.all)
        drawn.append(
            Bar(
                x, width, persons, round(BOTTOM - persons, 1), whole, round(persons - whole, 1),
                None if then is None else heights.y(then),
            )
        )  # fmt: skip
    step = every(len(weeks), NAMED)
    named = [
        (round(bar.x + width / 2, 1), date_short(week.monday)) for bar, week in zip(drawn, weeks, strict=True)
    ]
    return BarsDrawing(
        drawn,
        heights.ticks,
        named[::step],
        _described(compared),
        list(zip(weeks, before, strict=True)),
        compared.before.year if past and compared.before else None,
    )


def _past(compared: Compared) -> dict[date, int]:
    if compared.before is None:
        return {}
    return {week.monday + A_YEAR_OF_WEEKS: week.all for week in compared.before.decisions}


def _described(compared: Compared) -> str:
    weeks = compared.now.decisions
    every_one, automatic = sum(week.all for week in weeks), sum(week.automatic for week in weeks)
    busiest = max(weeks, key=lambda week: week.all)
    told = f"{some(every_one, 'décision', 'décisions')} depuis le {date_short(weeks[0].monday)}, dont "
    told += f"{number(automatic)} automatiques ; le plus, {number(busiest.all)}, la semaine du "
    told += f"{date_short(busiest.monday)}."
    if compared.before and compared.before.decisions:
        then = sum(week.all for week in compared.before.decisions)
        told += f" Le {day(compared.before.at)} : {some(then, 'décision', 'décisions')}."
    return told
