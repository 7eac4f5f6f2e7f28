"""The profiles of a centre: those that come with the product, and its own."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.apogee import layouts
from recruitment.apogee.layouts import BUILT_IN, Layout
from recruitment.apogee.models import OpiProfile


def names(session: Session, centre_id: int) -> list[str]:
    """Return the names of what a centre may write its files with."""
    own = session.scalars(
        select(OpiProfile.name).where(OpiProfile.centre_id == centre_id).order_by(OpiProfile.name)
    )
    return [*BUILT_IN, *own]


def found(session: Session, centre_id: int, name: str) -> Layout | None:
    """Return a layout by its name, the centre's own or one of the product's."""
    if name in BUILT_IN:
        return BUILT_IN[name]
    kept = session.scalar(
        select(OpiProfile.layout).where(OpiProfile.centre_id == centre_id, OpiProfile.name == name)
    )
    return None if kept is None else layouts.stored(kept)


def own(session: Session, centre_id: int) -> list[Any]:
    """Return a centre's own profiles."""
    statement = select(*OpiProfile.__table__.c).where(OpiProfile.centre_id == centre_id)
    return list(session.execute(statement.order_by(OpiProfile.name)))
