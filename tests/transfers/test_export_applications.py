"""`flask export applications`: what other programs read."""

from collections.abc import Iterable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.core import csv_export, csvfile
from recruitment.journal.models import JournalEntry
from recruitment.rules.vocabulary import ApplicationState as State
from tests.builders import (
    make_account,
    make_application,
    make_candidate,
    make_centre,
    make_programme,
    siret,
)
from tests.transfers.exported import header, rows, written

PROMISED = [
    "candidate_number",
    "programme_code",
    "state",
    "confirmed_at",
    "review_deadline",
    "auto_retain_at",
    "rule",
    "decided_at",
    "decided_by",
    "contract_siret",
    "offer_reply_until",
]


def _of_2025(app: Flask, *options: str) -> bytes:
    return written(app, "applications", "--campaign", "2025", *options)


def test_the_promised_columns_come_first_in_their_order(app: Flask) -> None:
    """R10.2 one line of headers, UTF-8 with BOM, `;`, CRLF."""
    make_application()

    data = _of_2025(app)

    assert header(data)[:11] == PROMISED
    assert data.count(b"\r\n") == 2
    assert data.endswith(b"\r\n")


def test_a_usual_line_leaves_as_the_engine_wrote_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty text in one column was enough to have each line read and written again, three times as slow."""
    for state in State:
        make_application(state=state)
    again: list[list[object]] = []

    def csv_line(cells: Iterable[object]) -> str:
        again.append(list(cells))
        return csvfile.csv_line(again[-1])

    monkeypatch.setattr(csv_export, "csv_line", csv_line)

    data = _of_2025(app)

    assert data.count(b"\r\n") == 1 + len(State)
    assert [cells[0] for cells in again] == ["candidate_number"], "but for the headers"


def test_instants_carry_the_paris_offset(app: Flask) -> None:
    make_application(
        programme=make_programme(code="34120"), candidate=make_candidate(candidate_number="1234567")
    )

    (row,) = rows(_of_2025(app))

    assert row["candidate_number"] == "1234567"
    assert row["programme_code"] == "34120"
    assert row["state"] == "confirmed"
    assert row["confirmed_at"] == "2025-03-20T10:00:00+01:00"
    assert row["review_deadline"] == "2025-05-28"
    assert row["auto_retain_at"] == "2025-06-02T00:00:00+02:00"
    assert row["rule"] == "fixed_last_day"
    assert not any(row[name] for name in ("decided_at", "decided_by", "contract_siret", "offer_reply_until"))


def test_a_decision_has_its_author(app: Flask) -> None:
    author = make_account(display_name="Camille Duval")
    make_application(state=State.REFUSED, decided_by=author, decision_late=True)

    (row,) = rows(_of_2025(app))

    assert row["decided_by"] == "Camille Duval"
    assert row["decided_at"] == "2025-04-03T15:30:00+02:00"
    assert (row["decision"], row["decision_late"]) == ("refused", "hors délai")


def test_an_automatic_passage_has_none(app: Flask) -> None:
    make_application(state=State.SEEKING_CONTRACT, origin="system")

    (row,) = rows(_of_2025(app))

    assert row["decided_by"] == "automatique"
    assert row["decision_late"] == ""


def test_a_contract_shows_its_siret_and_the_end_of_its_offer(app: Flask) -> None:
    make_application(state=State.OFFER_PENDING)

    (row,) = rows(_of_2025(app))

    assert row["contract_siret"] == siret()
    assert row["offer_reply_until"] == "2025-06-05T23:59:59+02:00"
    assert row["contract_status"] == "pending"


def test_the_file_is_cut_down_to_a_centre_a_programme_a_state(app: Flask) -> None:
    here, there = make_programme(code="1"), make_programme(code="2", centre=make_centre(uai="0631985R"))
    for programme in (here, there):
        make_application(programme=programme)
        make_application(programme=programme, state=State.SEEKING_CONTRACT)

    def codes(*options: str) -> list[tuple[str, str]]:
        return [(row["programme_code"], row["state"]) for row in rows(_of_2025(app, *options))]

    assert len(codes()) == 4
    assert sorted(codes("--centre", "0631985R")) == [("2", "confirmed"), ("2", "seeking_contract")]
    assert sorted(codes("--programme", "1")) == [("1", "confirmed"), ("1", "seeking_contract")]
    assert codes("--programme", "1", "--state", "confirmed") == [("1", "confirmed")]
    assert codes("--centre", "0631985R", "--state", "refused") == []


@pytest.mark.parametrize(
    "options",
    [("--campaign", "2031"), ("--campaign", "2025", "--centre", "0000000A"),
     ("--campaign", "2025", "--programme", "99999"), ("--campaign", "2025", "--state", "perdue"), ()],
)  # fmt: skip
def test_what_does_not_exist_ends_with_a_message_and_a_status(app: Flask, options: tuple[str, ...]) -> None:
    make_application()

    result = app.test_cli_runner().invoke(args=["export", "applications", *options])

    assert result.exit_code != 0
    assert result.stdout == ""
    assert result.stderr


def test_an_operators_export_is_told_with_its_filter_and_its_rows(app: Flask, session: Session) -> None:
    """R10.2 every export is logged: who, what, filter, rows."""
    make_application(programme=make_programme(code="34120"))

    _of_2025(app, "--programme", "34120")

    (entry,) = session.scalars(select(JournalEntry).where(JournalEntry.event == "exported"))
    assert (entry.chain, entry.actor_kind) == (0, "operator")
    assert entry.details == (
        '{"file":"candidatures","filters":{"campaign":2025,"programme":"34120"},"rows":1}'
    )
