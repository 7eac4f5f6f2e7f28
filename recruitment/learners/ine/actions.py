"""Type the INE of a learner, or ask for those of many in one file (R6.2)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.exchanges.log import LogLine, add_lines, finish, open_exchange
from recruitment.journal.actions import Line, person, record
from recruitment.labels.ine import LEFT_OUT
from recruitment.learners.ine import queries
from recruitment.learners.locks import Author, lock_learners
from recruitment.learners.writing import change_learner
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation
from recruitment.rules.identifiers import ine as checked_ine

MOST = 20_000  # learners of one request


def type_ine(
    author: Author, learner_id: int, text: str, *, version: int | None, submission: Submission | None = None
) -> bool:
    """Write the INE of a learner, its key checked; return whether a doubt is left on it.

    Raises RuleViolation: ine_invalid, ine_taken, learner_merged, stale_version, key_reused.
    """
    with transaction() as session:
        rows = lock_learners(session, [learner_id])
        answered = replay(session, submission)
        if answered is not None:
            return bool(answered["doubtful"])
        if learner_id not in rows:
            raise NoResultFound
        row, now = rows[learner_id], clock.now()
        found = checked_ine(text)
        if row.merged_into_id is not None:
            raise RuleViolation("learner_merged")
        if version is not None and version != row.version:
            raise RuleViolation("stale_version")
        change_learner(session, row, {"ine": found.value, "ine_origin": "typed"}, now)
        details = {"learner": learner_id, "form": str(found.form), "doubtful": found.doubtful}
        record(session, row.centre_id, Line("ine_typed", person(author.id), now, details=details))
        remember(session, submission, {"doubtful": found.doubtful}, now)
    return found.doubtful


def ask(
    author: Author,
    registration_ids: Sequence[int],
    *,
    centre_id: int,
    year: int,
    submission: Submission | None = None,
) -> int:
    """Ask for the INE of learners in one file; return the id of the request in the log of exchanges.

    Those of whom too little is known to be asked for are listed with what lacks. Raises RuleViolation:
    nothing_selected, key_reused.
    """
    with transaction() as session:
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["exchange"])
        now = clock.now()
        rows = _asked(session, registration_ids, centre_id, year)
        if not rows:
            raise RuleViolation("nothing_selected")
        request = open_exchange(
            session,
            centre_id=centre_id,
            campaign_id=rows[0].campaign_id,
            programme_id=None,
            direction="out",
            source=queries.REQUEST,
            school_year=year,
            account_id=author.id,
            state="applying",
            now=now,
        )
        lines = _lines(request.id, rows)
        add_lines(session, request.id, lines)
        sent = sum(line.action == "sent" for line in lines)
        request.file_name = f"immatriculation-{rows[0].uai}-{year}-{request.id}.csv"
        request.total = request.progress = len(lines)
        counts = {"learners": sent, "left_out": len(lines) - sent}
        finish(session, request, state="done", counts=counts, now=now)
        details = {"exchange": request.id, "number": sent}
        record(session, centre_id, Line("ine_requested", person(author.id), now, details=details))
        remember(session, submission, {"exchange": request.id}, now)
        return request.id


def tell_taken(author: Author, centre_id: int, request_id: int, rows: int) -> None:
    """Write who took the file of a request, before its first byte leaves: how many persons were in it (I14)."""
    details = {"file": queries.REQUEST, "rows": rows, "filters": {"exchange": request_id}}
    with transaction() as session:
        record(session, centre_id, Line("exported", person(author.id), clock.now(), details=details))


def _asked(session: Session, registration_ids: Sequence[int], centre_id: int, year: int) -> list[Any]:
    """Return one row per learner of the centre who has no INE, among those wanted."""
    wanted = set(registration_ids)
    statement = queries.without(year, Programme.centre_id == centre_id)
    found: dict[int, Any] = {}
    for row in session.execute(statement.limit(2 * MOST)):
        if row.registration_id in wanted:
            found.setdefault(row.Learner.id, row)
    return list(found.values())[:MOST]


def _lines(request_id: int, rows: Sequence[Any]) -> list[LogLine]:
    lines = []
    for rank, row in enumerate(rows, start=1):
        lack = next((name for name in LEFT_OUT if getattr(row.Learner, name) is None), None)
        lines.append(
            LogLine(
                rank,
                "left_out" if lack else "sent",
                row.candidate_number,
                {
                    "learner": row.Learner.id,
                    "registration": row.registration_id,
                    **_cells(request_id, rank, row),
                },
                LEFT_OUT[lack] if lack else None,
            )
        )
    return lines


def _cells(request_id: int, rank: int, row: Any) -> dict[str, Any]:
    """Return what the request says of a learner, by column."""
    learner = row.Learner
    said = {
        "ligne": f"{request_id}-{rank}",
        "nom": learner.last_name,
        "nom_usage": learner.usual_name,
        "prenom": learner.first_name,
        "prenom2": learner.first_name_2,
        "prenom3": learner.first_name_3,
        "sexe": learner.sex,
        "date_naissance": learner.birth_date,
        "commune_naissance": learner.birth_town,
        "departement_naissance": learner.birth_department,
        "pays_naissance": learner.birth_country,
        "nationalite": learner.nationality,
        "uai": row.uai,
        "code_formation": row.code,
        "ine_provisoire": learner.ine,
    }
    return {name: value for name, value in said.items() if value is not None}
