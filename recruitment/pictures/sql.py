"""What the two engines say differently: the hour of an instant, the seconds between two.

A week of Paris begins on a whole hour of UTC, so counts by hour add up to weeks exactly, whatever the season.
"""

from typing import Any

from sqlalchemy import Integer, String, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import Select

DAY = 86_400.0


class hour(FunctionElement[str]):  # noqa: N801 - it is a function of SQL
    """The hour of UTC that an instant is in: `2025-05-26T12`."""

    type = String()
    inherit_cache = True


class seconds(FunctionElement[int]):  # noqa: N801
    """The whole seconds of an instant since 1970."""

    type = Integer()
    inherit_cache = True


@compiles(hour, "sqlite")
def _hour_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"substr({compiler.process(element.clauses, **options)}, 1, 13)"


@compiles(hour, "postgresql")
def _hour_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    instant = compiler.process(element.clauses, **options)
    return f"to_char({instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24')"


@compiles(seconds, "sqlite")
def _seconds_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **options)}) AS INTEGER)"


@compiles(seconds, "postgresql")
def _seconds_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **options)})) AS BIGINT)"


def median_days(session: Session, spans: Select[Any]) -> float | None:
    """Return the median of a statement's one column of seconds, in days; None for no row.

    The one in the middle, or the mean of the two in the middle: SQLite has no median of its own.
    """
    span = spans.subquery().c[0]
    ranked = select(
        span.label("span"),
        func.row_number().over(order_by=span).label("rank"),
        func.count().over().label("total"),
    ).subquery()
    middle = (ranked.c.total + 1) // 2, (ranked.c.total + 2) // 2
    found = session.scalar(select(func.avg(ranked.c.span)).where(ranked.c.rank.between(*middle)))
    return None if found is None else float(found) / DAY
