"""For whoever watches the service: alive (`/healthz`, without the database) and ready (`/readyz`)."""

from collections.abc import Callable
from functools import cache
from zoneinfo import ZoneInfo

from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import column, select, table, text
from sqlalchemy.exc import SQLAlchemyError

from recruitment.core.config import ROOT
from recruitment.core.database import db
from recruitment.web.access import public

blueprint = Blueprint("web", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Answer that the process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Answer 200 when the service can work, else 503 with what is missing."""
    checks = {name: _holds(check) for name, check in CHECKS.items()}
    ready = all(checks.values())
    return jsonify(status="ok" if ready else "unavailable", checks=checks), 200 if ready else 503


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (SQLAlchemyError, OSError, LookupError) as error:
        current_app.logger.warning("not ready: %s", type(error).__name__)
        return False


def _database() -> bool:
    return db.session.execute(text("SELECT 1")).scalar() == 1


def _schema() -> bool:
    version = table("alembic_version", column("version_num"))
    return db.session.scalars(select(version.c.version_num)).all() == [_newest_revision()]


def _timezones() -> bool:
    """ZoneInfo reads the system's data or the `tzdata` package's; without either, no deadline can be told."""
    return ZoneInfo("Europe/Paris").key == "Europe/Paris"


@cache
def _newest_revision() -> str | None:
    return ScriptDirectory(str(ROOT / "migrations")).get_current_head()


CHECKS: dict[str, Callable[[], bool]] = {"database": _database, "schema": _schema, "timezones": _timezones}
