"""S0, R6.3, R6.4, R6.6: the platform's admitted candidates are received whole, or nothing of them is kept."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError, ProgrammingError

from recruitment.admissions import pool as pool_of
from recruitment.admissions import undo
from recruitment.admissions.models import Admitted, AdmittedGuardian
from recruitment.core.database import db
from recruitment.core.submission import Submission
from recruitment.core.transaction import transaction
from recruitment.journal.models import JournalChain
from recruitment.platform import receive
from recruitment.platform.receive import Reception
from recruitment.platform.sorting import Asked
from recruitment.programmes.models import Programme
from tests import builders
from tests.admissions.locks import free
from tests.contracts.desk import clock_at, paris, refused_by
from tests.neighbours.faults import Fault
from tests.neighbours.people import candidates, guardians, with_guardians
from tests.neighbours.platform import Platform
from tests.platform.malformed import kinds
from tests.platform.world import World, admit, connect, exchanges, lines

JULY = paris("2025-07-07 10:00")
#: Every other one: `test_messages` reads them all.
KINDS = list(kinds())[::2]


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """Give a centre to whose programme 20 candidates were admitted, with 34 guardians."""
    with Platform(people=with_guardians(candidates(20, programme="34120"), 34)) as platform:
        yield connect(app, platform)


def asked(world: World, **changes: Any) -> Asked:
    """Return what the centre asks for."""
    programme = world.programme
    return replace(Asked(programme.centre_id, programme.campaign_id, 2025), **changes)


def received(world: World, **changes: Any) -> Reception:
    """Receive those admitted, as asked on that day."""
    with clock_at(JULY):
        return receive.receive(asked(world, **changes))


def pool() -> list[Any]:
    """Return the pool as committed, by number."""
    session = db.session()
    session.rollback()
    rows = list(session.execute(select(*Admitted.__table__.columns).order_by(Admitted.candidate_number)))
    session.rollback()
    return rows


def test_twenty_candidates_and_their_thirty_four_guardians(world: World) -> None:
    """S0: the message, the log and the pool say the same."""
    found = received(world)
    assert found.sentence == "Réception effectuée de 20 candidats avec succès, et de leur 34 responsables"
    (exchange,) = exchanges()
    assert (exchange.source, exchange.state, exchange.school_year) == ("platform_pull", "done", 2025)
    assert (exchange.counts["candidates"], exchange.counts["guardians"]) == (20, 34)
    assert len(lines()) == 20
    assert db.session.scalar(select(func.count()).select_from(AdmittedGuardian)) == 34
    for row, person in zip(pool(), world.platform.people, strict=True):
        assert (row.last_name, row.first_name) == (person["nom"], person["prenom"])
        assert (row.origin, row.ine or None) == ("pull", person["ine"])
        assert f"{row.birth_date:%d/%m/%Y}" == person["dateNaissance"]
    assert received(world).sentence == found.sentence
    assert exchanges()[1].counts["unchanged"] == 20


def test_a_time_out_leaves_nothing_but_its_sentence(world: World) -> None:
    """S0: « Réception des candidats impossible : Read timed out »; asked again, it is received."""
    world.platform.fail(Fault.SILENT)
    found = received(world)
    assert (found.done, found.sentence) == (False, "Réception des candidats impossible : Read timed out")
    (exchange,) = exchanges()
    assert (exchange.state, exchange.error) == ("failed", f"{found.sentence}. {found.remedy}")
    assert "Vérifiez l’année scolaire" in found.remedy
    assert (pool(), lines()) == ([], [])
    assert received(world).done


def test_a_lock_held_by_somebody_else_is_told_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """R6.4: the reception is over, nothing of it is there, and it can be asked again."""
    ring = OperationalError("SELECT", None, Exception("deadlock detected"))
    with monkeypatch.context() as patched:
        patched.setattr("recruitment.admissions.pool.write", Mock(side_effect=ring))
        found = received(world)
    assert (found.done, exchanges()[-1].state) == (False, "failed")
    assert "Recommencez" in found.remedy
    bug = ProgrammingError("SELECT", None, Exception("no such column"))
    with monkeypatch.context() as patched:
        patched.setattr("recruitment.admissions.pool.write", Mock(side_effect=bug))
        with pytest.raises(ProgrammingError):
            received(world)
    assert exchanges()[-1].state == "failed"
    assert received(world).done


def test_every_malformed_answer_is_told_by_field_and_leaves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R6.4: one exchange each, failed, with a line per error; the pool stays as it was."""
    received(world)
    before = pool()
    bodies = iter([body for _says, _kind, body in KINDS])
    monkeypatch.setattr("recruitment.platform.receive.Wire", lambda _connector: Answering(bodies))
    told = [(says, received(world)) for says, _kind, _body in KINDS]
    assert len(told) >= 100
    for says, found in told:
        assert not found.done
        assert found.sentence.startswith("Réception des candidats impossible : ")
        assert says in found.sentence
    assert pool() == before
    assert {one.state for one in exchanges()[1:]} == {"failed"}
    assert all("errors" in one.counts for one in exchanges()[1:])


class Answering:
    """The platform, saying one thing after the other."""

    def __init__(self, bodies: Iterator[bytes]) -> None:
        self._bodies = bodies

    def admitted(self) -> bytes:
        """Return the next body."""
        return next(self._bodies)


def test_absent_means_resigned_and_many_gone_ask_for_a_word(world: World) -> None:
    """R6.6, formats, section 4: more than a fifth gone asks how many; a tombstone stays, and they may come back."""
    received(world)
    everybody = world.platform.people
    world.platform.people = everybody[:16]
    assert received(world).done
    assert sum(row.gone_at is not None for row in pool()) == 4
    world.platform.people = everybody[:10]
    found = received(world)
    assert (found.done, found.would_go) == (False, 6)
    assert exchanges()[-1].state == "cancelled"
    assert sum(row.gone_at is not None for row in pool()) == 4
    assert received(world, gone=6).done
    world.platform.people = everybody
    assert received(world).done
    assert {row.gone_at for row in pool()} == {None}
    assert len(pool()) == 20


def test_each_programme_of_the_centre_has_its_own(world: World) -> None:
    """R6.2: sorted by codeFormationPsup; what is of another establishment is left out, and said so."""
    other = builders.make_programme(code="34121")
    foreign = builders.make_programme(code="34122", centre=builders.make_centre())
    world.platform.people = [
        *candidates(3, programme="34120"),
        *candidates(2, programme="34121", first_number=800_001),
        *candidates(1, programme="34122", first_number=700_001),
    ]
    received(world)
    assert [row.programme_id for row in pool()] == [other.id] * 2 + [world.programme.id] * 3
    assert [line.action for line in lines()] == ["new"] * 5 + ["left_out"]
    assert foreign.id not in {row.programme_id for row in pool()}
    assert exchanges()[0].counts["guardians"] == sum(map(guardians, world.platform.people[:5]))


def test_every_programme_is_held_before_anything_is_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R6.4: and the journal, which every act takes after its programme, is told once all is written."""
    other = builders.make_programme(code="34121")
    world.platform.people = candidates(3, programme="34120")
    assert received(world).done
    world.platform.people += candidates(2, programme="34121", first_number=800_001)
    world.platform.people[0]["ville"] = "Riom"
    write, seen = pool_of.write, []

    def looked_at(*args: Any, **more: Any) -> Any:
        found = write(*args, **more)
        mine = free(Programme.id, [world.programme.id, other.id])
        seen.append((mine, free(JournalChain.chain, [world.programme.centre_id])))
        return found

    monkeypatch.setattr(pool_of, "write", looked_at)
    assert received(world).done
    is_sqlite = db.engine.dialect.name == "sqlite"
    assert seen == [(set(), set() if is_sqlite else {world.programme.centre_id})] * 2


def test_a_programme_known_by_files_alone_is_left(world: World) -> None:
    """R6.6: an answer that does not name it says nothing of it; once the service has told of it, it does."""
    other = builders.make_programme(code="34121")
    (listed,) = candidates(1, programme="34121", first_number=800_001)
    with_file = replace(world, programme=other)
    row = admit(with_file, listed)
    with transaction() as session:
        session.execute(update(Admitted).where(Admitted.id == row.id).values(origin="file"))
    assert received(world).done
    assert [one.gone_at for one in pool() if one.programme_id == other.id] == [None]
    world.platform.people.append(listed)
    assert received(world).done
    with transaction() as session:
        session.execute(update(Admitted).where(Admitted.id == row.id).values(origin="pull"))
    world.platform.people.pop()
    assert received(world).would_go == 1


def test_another_school_year_is_refused_in_words(world: World) -> None:
    """R6.3: chosen, or in the answer."""
    with clock_at(JULY), refused_by("other_school_year"):
        receive.receive(asked(world, school_year=2026))
    assert world.platform.connections == 0
    world.platform.people = candidates(2, programme="34120", session=2024)
    found = received(world)
    assert "2024/2025" in found.sentence or "2024" in found.sentence
    assert (found.done, pool()) == (False, [])


def test_a_preview_writes_nothing(world: World) -> None:
    """R6.6: shown first as a difference."""
    with clock_at(JULY):
        ((programme, found),) = receive.preview(asked(world))
    assert (programme.code, found.new, found.gone) == ("34120", 20, 0)
    assert (pool(), exchanges()) == ([], [])


def test_sent_twice_it_is_received_once_and_it_can_be_undone(world: World) -> None:
    """R6.4: the single-use key; undone as long as nothing was built on it."""
    author = builders.make_account("registrar")
    sent = Submission(author.id, "/x", "k" * 20, "h")
    with clock_at(JULY):
        first = receive.receive(asked(world, account_id=author.id), sent)
        assert receive.receive(asked(world, account_id=author.id), sent) == first
        assert len(exchanges()) == 1
        undo.undo(author, first.exchange_id, reason="Mauvaise formation")
    assert (pool(), exchanges()[0].state) == ([], "undone")


def test_nothing_is_asked_before_the_connector_was_tested(app: Flask) -> None:
    """R7.3."""
    with Platform() as platform:
        world = connect(app, platform, tested_digest=None)
        with refused_by("connector_not_ready"):
            received(world)
        assert (platform.connections, exchanges()) == (0, [])


def test_a_reception_whose_process_died_is_closed(world: World) -> None:
    """R6.4: nothing of it is there, and the log says so."""
    with clock_at(JULY):
        receive._open(asked(world), None)
    with clock_at(paris("2025-07-07 11:00")):
        receive.receive(asked(world))
    assert [(one.state, one.error) for one in exchanges()] == [
        ("failed", receive.INTERRUPTED),
        ("done", None),
    ]
