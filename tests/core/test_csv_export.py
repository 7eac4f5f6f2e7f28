"""The file that a statement gives, compared with what Python's own writer makes of the same values."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, insert, select
from sqlalchemy.orm import Session

from recruitment.applications.models import Candidate
from recruitment.core import csv_export
from recruitment.core.clock import in_paris
from recruitment.core.csv_export import stream
from recruitment.core.csvfile import csv_line
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from tests.builders import make_campaign, number
from tests.year_2025 import BEGINNING

HEADER = ("numéro", "nom", "prénom", "mail", "reçu", "né le", "femme")
Person = tuple[str, str, str | None, datetime, date | None, str | None]

ODD = st.text(st.sampled_from("aé=+-@\t\r\n\";' \u00a0\u202f＝\x1e\x1f\\,|🙂N%"), min_size=1, max_size=12)
ANY = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=30)
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
PEOPLE = st.tuples(
    ODD | ANY,
    ODD | ANY,
    st.none() | ODD,
    INSTANTS,
    st.none() | st.dates(date(1950, 1, 1)),
    st.sampled_from("FM"),
)


def _insert(campaign_id: int, people: Sequence[Any]) -> list[str]:
    numbers = [str(5_000_000 + number()) for _ in people]
    rows = [
        {
            "campaign_id": campaign_id,
            "candidate_number": candidate_number,
            "last_name": last,
            "first_name": first,
            "email": email,
            "birth_date": born,
            "sex": sex,
            "sort_name": "",
            "search_text": "",
            "created_at": created,
            "updated_at": BEGINNING,
        }
        for candidate_number, (last, first, email, created, born, sex) in zip(numbers, people, strict=True)
    ]
    with transaction() as session:
        session.execute(insert(Candidate), rows)
    return numbers


def _statement(numbers: Sequence[str]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Candidate.candidate_number.label(HEADER[0]),
            Candidate.last_name.label(HEADER[1]),
            Candidate.first_name.label(HEADER[2]),
            Candidate.email.label(HEADER[3]),
            Candidate.created_at.label(HEADER[4]),
            Candidate.birth_date.label(HEADER[5]),
            (Candidate.sex == "F").label(HEADER[6]),
        )
        .where(Candidate.candidate_number.in_(numbers))
        .order_by(Candidate.id)
    )


def _written(numbers: Sequence[str], people: Sequence[Any]) -> bytes:
    lines = [csv_line(HEADER)] + [
        csv_line((candidate_number, last, first, email, in_paris(created), born, sex == "F"))
        for candidate_number, (last, first, email, created, born, sex) in zip(numbers, people, strict=True)
    ]
    return b"\xef\xbb\xbf" + "".join(lines).encode()


@pytest.fixture
def campaign_id(session: Session) -> int:
    return make_campaign().id


@given(people=st.lists(PEOPLE, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_out_as_the_slow_writer_writes_it(campaign_id: int, people: list[Any]) -> None:
    """R10.2: quotes, ends of lines, formulas and our own marks, the same bytes on both engines."""
    numbers = _insert(campaign_id, people)

    assert b"".join(stream(_statement(numbers))) == _written(numbers, people)


def _many(count: int) -> list[Any]:
    start = datetime(2025, 3, 30, 0, 59, 59, 999_999, tzinfo=UTC)
    return [
        (f"Lefèvre {rank}", "Inès", f"ines{rank}@exemple.fr" if rank % 3 else None,
         start + timedelta(hours=rank), None, "F")
        for rank in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "odd",
    [
        "=1+1",
        'Lycée "Pascal"',
        "a;b",
        "deux\nlignes",
        "retour\r",
        "\x1e",
        "\x1f2025-05-05T10:00:00.000000Z",
        "+33 6",
    ],
)
def test_one_odd_row_among_many_changes_no_other(campaign_id: int, odd: str) -> None:
    people = _many(1_300)
    people[700] = (odd, *people[700][1:])
    numbers = _insert(campaign_id, people)

    assert b"".join(stream(_statement(numbers))) == _written(numbers, people)


def test_summer_time_begins_and_ends_at_the_right_second(campaign_id: int) -> None:
    edges = [
        datetime(2025, 3, 30, 0, 59, 59, tzinfo=UTC),
        datetime(2025, 3, 30, 1, 0, 0, tzinfo=UTC),
        datetime(2025, 10, 26, 0, 59, 59, tzinfo=UTC),
        datetime(2025, 10, 26, 1, 0, 0, tzinfo=UTC),
    ]
    numbers = _insert(campaign_id, [("A", "B", None, edge, None, "F") for edge in edges])

    lines = b"".join(stream(_statement(numbers))).decode().splitlines()[1:]

    assert [line.split(";")[4] for line in lines] == [
        "2025-03-30T01:59:59+01:00",
        "2025-03-30T03:00:00+02:00",
        "2025-10-26T02:59:59+02:00",
        "2025-10-26T02:00:00+01:00",
    ]


def test_a_reader_who_leaves_gives_the_connection_back(
    campaign_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_export, "BATCH", 10)
    numbers = _insert(campaign_id, _many(100))
    chunks: Iterator[bytes] = stream(_statement(numbers))
    next(chunks)
    next(chunks)

    chunks.close()  # type: ignore[attr-defined]

    assert db.engine.pool.checkedout() <= 1  # type: ignore[attr-defined]
    assert b"".join(stream(_statement(numbers))) == _written(numbers, _many(100))
