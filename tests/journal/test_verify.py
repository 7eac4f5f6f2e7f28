"""I14: the journal finds by itself every line that was altered, removed or reordered."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from recruitment.core.clock import PARIS
from recruitment.core.transaction import transaction
from recruitment.journal.actions import SYSTEM, Line, person, record, record_by_chain, record_many
from recruitment.journal.chain import digest
from recruitment.journal.models import JournalEntry
from recruitment.journal.queries import Breach, timeline, verify

AT = datetime(2025, 5, 26, 14, 32, 7, 123456, tzinfo=PARIS)
CHAIN, OTHER = 7, 9


@pytest.fixture
def journal(session: Session) -> Session:
    """Give a journal with two chains of five lines."""
    with transaction() as own:
        for chain in (CHAIN, OTHER):
            record(
                own, chain, Line("refuse", person(3), AT, 1, 2, 10, details={"reason_id": 4, "late": True})
            )
            record_many(own, chain, [Line("auto_retain", SYSTEM, AT, 1, 2, 11 + rank) for rank in range(3)])
            record(own, chain, Line("note_added", person(3), AT, application_id=10))
    return session


@contextmanager
def without_guards() -> Iterator[Session]:
    """Give a transaction in which the journal's triggers are gone."""
    with transaction() as own:
        if own.get_bind().dialect.name == "sqlite":
            for name in ("journal_no_update", "journal_no_delete", "journal_is_chained"):
                own.execute(text(f"DROP TRIGGER {name}"))
        else:
            own.execute(text("ALTER TABLE journal_entry DISABLE TRIGGER USER"))
        yield own


def found(session: Session, chain: int | None = None) -> list[tuple[int, int, str]]:
    session.rollback()
    return [(breach.chain, breach.seq, breach.kind) for breach in verify(session, chain)]


def test_a_whole_journal_has_no_breach(journal: Session) -> None:
    assert found(journal) == []


def test_an_empty_journal_has_no_breach(session: Session) -> None:
    assert found(session) == []


@pytest.mark.parametrize(
    "change",
    [
        "details = '{}'",
        "at = '2025-05-26T12:32:07.123457Z'",
        "event = 'retain'",
        "actor_id = NULL",
        "actor_kind = 'operator'",
        "programme_id = 2",
        "candidate_id = 3",
        "application_id = 12",
        "contract_id = 1",
        "hash = prev_hash",
    ],
)
def test_an_altered_line_is_found(journal: Session, change: str) -> None:
    with without_guards() as own:
        own.execute(text(f"UPDATE journal_entry SET {change} WHERE chain = {CHAIN} AND seq = 1"))
    assert (CHAIN, 1, "altered") in found(journal)
    assert found(journal, OTHER) == []


def test_a_removed_line_is_found(journal: Session) -> None:
    with without_guards() as own:
        own.execute(text(f"DELETE FROM journal_entry WHERE chain = {CHAIN} AND seq = 3"))
    assert found(journal) == [(CHAIN, 3, "removed")]


def test_lines_removed_at_the_end_are_found_by_the_head(journal: Session) -> None:
    with without_guards() as own:
        own.execute(text(f"DELETE FROM journal_entry WHERE chain = {CHAIN} AND seq > 3"))
    assert found(journal) == [(CHAIN, 4, "removed")]


def test_a_chain_removed_whole_is_found(journal: Session) -> None:
    with without_guards() as own:
        own.execute(text(f"DELETE FROM journal_entry WHERE chain = {CHAIN}"))
    assert found(journal) == [(CHAIN, 1, "removed")]


def test_a_chain_without_its_head_is_found(journal: Session) -> None:
    with without_guards() as own:
        own.execute(text(f"DELETE FROM journal_chain WHERE chain = {CHAIN}"))
    assert found(journal) == [(CHAIN, 5, "unchained")]


def test_lines_put_in_another_order_are_found(journal: Session) -> None:
    with without_guards() as own:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            own.execute(text(f"UPDATE journal_entry SET seq = {new} WHERE chain = {CHAIN} AND seq = {old}"))
    assert {(CHAIN, 2, "altered"), (CHAIN, 3, "altered")} <= set(found(journal))


def test_a_line_hashed_anew_does_not_follow_any_more(journal: Session) -> None:
    """Whoever rewrites a line with a right hash has to rewrite all that follow."""
    row = journal.execute(
        select(JournalEntry.__table__).where(JournalEntry.chain == CHAIN, JournalEntry.seq == 2)
    ).one()
    forged = {**row._mapping, "event": "retain"}
    with without_guards() as own:
        own.execute(
            text("UPDATE journal_entry SET event = 'retain', hash = :hash WHERE id = :id"),
            {"hash": digest(forged), "id": row.id},
        )
    assert found(journal) == [(CHAIN, 3, "reordered")]


@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET event = 'x'", "DELETE FROM journal_entry"])
def test_the_database_keeps_every_line(journal: Session, statement: str) -> None:
    with pytest.raises(IntegrityError, match="journal_no_"), transaction() as own:
        own.execute(text(statement))


@pytest.mark.parametrize(
    ("seq", "prev_hash"),
    [(6, "0" * 64), (7, "the last"), (8, "0" * 64)],
)
def test_the_database_refuses_a_line_that_does_not_follow(journal: Session, seq: int, prev_hash: str) -> None:
    head = journal.execute(text(f"SELECT hash FROM journal_chain WHERE chain = {CHAIN}")).scalar_one()
    values = {"seq": seq, "prev": head if prev_hash == "the last" else prev_hash, "hash": "f" * 64}
    with pytest.raises(IntegrityError, match="journal_is_chained"), transaction() as own:
        own.execute(
            text(
                "INSERT INTO journal_entry (chain, seq, at, event, actor_kind, details, prev_hash, hash) "
                f"VALUES ({CHAIN}, :seq, '2025-05-26T12:32:00.000000Z', 'x', 'system', '{{}}', :prev, :hash)"
            ),
            values,
        )


def test_lines_of_several_chains_are_chained_each_to_its_own(session: Session) -> None:
    with transaction() as own:
        record_by_chain(own, {9: [Line("a", SYSTEM, AT)], 7: [Line("b", SYSTEM, AT), Line("c", SYSTEM, AT)]})
        record_by_chain(own, {7: [Line("d", SYSTEM, AT)], 8: [Line("e", SYSTEM, AT)]})
    rows = session.execute(text("SELECT chain, seq, event FROM journal_entry ORDER BY chain, seq"))
    assert [tuple(row) for row in rows] == [(7, 1, "b"), (7, 2, "c"), (7, 3, "d"), (8, 1, "e"), (9, 1, "a")]
    assert found(session) == []


def test_the_command_prints_each_breach_and_ends_with_status_1(app: Flask, journal: Session) -> None:
    whole = app.test_cli_runner().invoke(args=["journal", "verify"])
    assert (whole.exit_code, whole.stdout.splitlines()) == (0, ["chain;seq;kind;detail"])
    with without_guards() as own:
        own.execute(text(f"DELETE FROM journal_entry WHERE chain = {CHAIN} AND seq = 3"))
    broken = app.test_cli_runner().invoke(args=["journal", "verify"])
    assert broken.exit_code == 1
    assert broken.stdout.splitlines()[1] == f"{CHAIN};3;removed;ligne 3 absente"
    assert broken.stderr == "Journal rompu en 1 endroit.\n"


def test_what_is_broken_is_said_in_french(journal: Session) -> None:
    with without_guards() as own:
        own.execute(text(f"UPDATE journal_entry SET details = '{{}}' WHERE chain = {CHAIN} AND seq = 1"))
        own.execute(text(f"DELETE FROM journal_chain WHERE chain = {OTHER}"))
    journal.rollback()
    assert [breach.detail for breach in verify(journal)] == [
        "la ligne n’est plus celle qui a été scellée : refuse",
        "la chaîne a des lignes et pas de tête",
    ]


def test_the_history_of_a_file_comes_in_order(journal: Session) -> None:
    lines = timeline(journal, 10)
    assert [(line.event, line.actor_kind, line.actor_id) for line in lines] == [
        ("refuse", "person", 3),
        ("note_added", "person", 3),
    ] * 2
    assert lines[0].details == {"late": True, "reason_id": 4}
    assert lines[0].at == AT


def test_a_breach_says_where(journal: Session) -> None:
    with without_guards() as own:
        own.execute(text(f"DELETE FROM journal_entry WHERE chain = {CHAIN} AND seq IN (2, 3)"))
    journal.rollback()
    assert list(verify(journal)) == [Breach(CHAIN, 2, "removed", "lignes 2 à 3 absentes")]
