"""Exchanges for the tests: one line of the log, with its persons."""

from typing import Any

from recruitment.core.transaction import transaction
from recruitment.exchanges import log
from recruitment.exchanges.log import LogLine
from recruitment.programmes.models import Programme
from tests.year_2025 import BEGINNING


def make_exchange(programme: Programme, name: str, *, lines: tuple[LogLine, ...] = (), **changes: Any) -> int:
    """Write an exchange that succeeded, about one person of that name unless told otherwise; return its id."""
    facts: dict[str, Any] = {
        "programme_id": programme.id,
        "direction": "in",
        "source": "platform_pull",
        "school_year": 2025,
        "account_id": None,
        "state": "applying",
        "file_name": f"{name}.csv",
    }
    end: dict[str, Any] = {"state": "done", "counts": {"candidates": 1, "guardians": 2}, "error": None}
    end |= {key: changes.pop(key) for key in list(changes) if key in {"counts", "error"}}
    end["state"] = changes.pop("end", "done")
    one = LogLine(1, "new", "900001", {"name": f"{name} Lou", "guardians": 2}, None)
    with transaction() as session:
        made = log.open_exchange(
            session,
            centre_id=programme.centre_id,
            campaign_id=programme.campaign_id,
            now=BEGINNING,
            **{**facts, **changes},
        )
        log.add_lines(session, made.id, lines or (one,))
        log.finish(session, made, now=BEGINNING, **end)
        return made.id
