"""Take an answer file: all of its lines, or none, with the errors by line and column (R6.2)."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import ColumnElement

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.tabular import TableRefused
from recruitment.core.transaction import transaction
from recruitment.exchanges.log import LogLine, add_lines, finish, open_exchange
from recruitment.labels.ine import error as sentence
from recruitment.labels.ine import failed
from recruitment.learners.ine import queries
from recruitment.learners.ine.columns import NAMES
from recruitment.learners.ine.reading import AnswerFile, Wrong, read
from recruitment.learners.ine.taking import Taking
from recruitment.learners.locks import Author, lock_centre
from recruitment.transfers.columns import HeadersRefused
from recruitment.transfers.wording import file_refusal

SHOWN_ERRORS = 1_000


def take_answer(
    author: Author,
    path: Path,
    file_name: str,
    *,
    centre_id: int,
    campaign_id: int,
    year: int,
    mine: ColumnElement[bool],
    submission: Submission | None = None,
) -> int:
    """Take an answer; return its id in the log of exchanges, where it is told line by line.

    `mine` leaves the learners that the person may complete. One wrong line, and nothing is written but the log.
    """
    refusal = ""
    try:
        found = read(path)
    except (TableRefused, HeadersRefused) as given_up:
        found, refusal = AnswerFile(), file_refusal(given_up)
    with transaction() as session:
        lock_centre(session, centre_id)
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["exchange"])
        now = clock.now()
        answer = open_exchange(
            session,
            centre_id=centre_id,
            campaign_id=campaign_id,
            programme_id=None,
            direction="in",
            source=queries.ANSWER,
            school_year=year,
            account_id=author.id,
            state="applying",
            file_name=file_name,
            options={"unknown": list(found.unknown)},
            now=now,
        )
        answer.total = answer.progress = found.total
        taking = Taking(session, author, found, centre_id, now)
        lines = [] if refusal else taking.carry_out(mine)
        if found.wrong or refusal:
            add_lines(session, answer.id, _error_lines(found, taking.about))
            counts = {"refused": len({one.line for one in found.wrong})}
            error = refusal or failed(len(found.wrong))
            finish(session, answer, state="failed", counts=counts, error=error, now=now)
        else:
            add_lines(session, answer.id, lines)
            counts = dict(Counter(line.action for line in lines))
            finish(session, answer, state="done", counts=counts, now=now)
        remember(session, submission, {"exchange": answer.id}, now)
        return answer.id


def _error_lines(found: AnswerFile, about: Mapping[int, int]) -> list[LogLine]:
    """Return the errors for the log: a line once, each of its errors with its column, and whom it is about."""
    by_line: dict[int, list[Wrong]] = {}
    for one in found.wrong:
        by_line.setdefault(one.line, []).append(one)
    names = {at: NAMES[name] for name, at in found.columns.items()}
    return [
        LogLine(
            line,
            "refused",
            payload={
                "errors": [[one.column, names.get(one.column, ""), one.code, *one.lines] for one in wrongs],
                **({"learner": about[line]} if line in about else {}),
            },
            message=" ".join(_said(one, names) for one in wrongs),
        )
        for line, wrongs in list(by_line.items())[:SHOWN_ERRORS]
    ]


def _said(one: Wrong, names: dict[int, str]) -> str:
    column = f", colonne {names[one.column]}" if one.column in names else ""
    return f"Ligne {one.line}{column} : {sentence(one.code, one.lines)}"
