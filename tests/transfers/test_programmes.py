"""Centres and programmes from a file."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, RefusalReason
from recruitment.applications.reasons import DEFAULT_REFUSAL_REASONS
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.journal.models import JournalEntry
from recruitment.mail.models import OutboxMail
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.rules.vocabulary import ApplicationState as State
from tests import builders
from tests.importing import Imported, load_lines

NOW = datetime(2025, 4, 15, 10, 0, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def at_now(session: Session) -> Any:
    with time_machine.travel(NOW, tick=False):
        builders.make_campaign()
        yield


def _load(folder: Path, *lines: dict[str, str], **asked: Any) -> Imported:
    return load_lines(folder, *lines, kind="programmes", **asked)


def _programme() -> Programme:
    return db.session.scalars(select(Programme)).one()


def _lines(event: str) -> list[dict[str, Any]]:
    found = db.session.scalars(
        select(JournalEntry).where(JournalEntry.event == event).order_by(JournalEntry.id)
    )
    return [json.loads(line.details) for line in found]


def test_a_new_programme_comes_with_its_centre_and_its_first_reasons(tmp_path: Path) -> None:
    """R2.7: a new centre starts with a list of reasons."""
    done = _load(tmp_path, {"commune": "Thiers", "departement": "63", "rncp": "35349"})
    programme = _programme()
    centre = db.session.get_one(TrainingCentre, programme.centre_id)
    assert done.counts == (1, 0, 0, 0)
    assert (programme.code, programme.capacity, programme.examines, programme.exempt) == (
        "40123",
        18,
        True,
        False,
    )
    assert (programme.rncp, programme.seat_rule, programme.town) == ("RNCP35349", "active", "Thiers")
    assert (centre.uai, centre.name, centre.academie) == ("0631985R", "CFA des Volcans", "Clermont-Ferrand")
    reasons = db.session.execute(
        select(RefusalReason.label, RefusalReason.needs_details).order_by(RefusalReason.position)
    )
    assert tuple(tuple(row) for row in reasons) == DEFAULT_REFUSAL_REASONS


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    """I21"""
    _load(tmp_path, {}, {"code_formation": "40124"})
    before = len(_lines("programme_changed"))
    assert _load(tmp_path, {}, {"code_formation": "40124"}).counts == (0, 0, 2, 0)
    assert len(_lines("programme_changed")) == before


def test_a_changed_capacity_is_written_with_its_line(tmp_path: Path) -> None:
    _load(tmp_path, {})
    assert _load(tmp_path, {"capacite": "24"}).counts == (0, 1, 0, 0)
    assert _programme().capacity == 24
    assert _lines("programme_changed")[-1]["changed"] == {"capacity": ["18", "24"]}


def test_a_capacity_under_the_contracts_is_refused(tmp_path: Path) -> None:
    """R4.9: a capacity can never be set under the active contracts."""
    centre = builders.make_centre(uai="0631985R")
    programme = builders.make_programme(code="40123", centre=centre, capacity=5)
    for _ in range(2):
        builders.make_application(programme=programme, state=State.OFFER_PENDING)
    done = _load(tmp_path, {"capacite": "1"})
    assert (done.refused, done.said) == (1, [(2, "capacite", "capacity_below_contracts")])
    assert _load(tmp_path, {"capacite": "2"}).refused == 0


def test_a_new_centre_needs_its_academie(tmp_path: Path) -> None:
    done = _load(tmp_path, {"academie": ""})
    assert done.said == [(2, "academie", "missing_for_new_centre")]


def test_a_centre_without_a_name_goes_by_its_code_until_a_file_names_it(tmp_path: Path) -> None:
    _load(tmp_path, {"etablissement": ""})
    assert db.session.scalars(select(TrainingCentre.name)).one() == "0631985R"
    assert _load(tmp_path, {}).changed == 1
    assert db.session.scalars(select(TrainingCentre.name)).one() == "CFA des Volcans"


def test_a_programme_does_not_move_to_another_centre(tmp_path: Path) -> None:
    _load(tmp_path, {})
    done = _load(tmp_path, {"uai": "0442953W"})
    assert done.said == [(2, "uai", "programme_of_another_centre")]


def test_the_first_line_describes_the_centre(tmp_path: Path) -> None:
    done = _load(tmp_path, {}, {"code_formation": "40124", "etablissement": "Autre nom"})
    assert (done.new, done.said) == (2, [(3, "", "centre_differs")])
    assert db.session.scalars(select(TrainingCentre.name)).one() == "CFA des Volcans"


def test_the_same_programme_twice_is_refused_the_second_time(tmp_path: Path) -> None:
    assert _load(tmp_path, {}, {}).said == [(3, "", "programme_repeated")]


def test_a_programme_that_becomes_exempt_loses_its_deadlines(tmp_path: Path) -> None:
    """R3: exempt programmes have none; what is decided is not reopened."""
    _load(tmp_path, {})
    waiting = builders.make_application(programme=_programme())
    decided = builders.make_application(programme=_programme(), state=State.REFUSED)
    _load(tmp_path, {"dispense_de_delai": "oui"})
    rows = {row.id: row for row in db.session.scalars(select(Application))}
    assert (rows[waiting.id].deadline_rule, rows[waiting.id].auto_retain_at) == ("exempt", None)
    assert rows[decided.id].deadline_rule == "fixed_last_day"
    assert len(_lines("deadline_recomputed")) == 1


def test_a_programme_that_stops_examining_passes_what_is_confirmed(tmp_path: Path) -> None:
    """R2.2: its confirmed wishes go to contract search at once, by the system; a refusal stays one."""
    _load(tmp_path, {})
    waiting = builders.make_application(programme=_programme())
    refused = builders.make_application(programme=_programme(), state=State.REFUSED)
    _load(tmp_path, {"examine_les_dossiers": "non"})
    rows = {row.id: row for row in db.session.scalars(select(Application))}
    assert (rows[waiting.id].state, rows[waiting.id].decision_rule) == ("seeking_contract", "no_examination")
    assert rows[refused.id].state == "refused"
    assert db.session.scalars(select(OutboxMail.event_key)).all() == [f"application:{waiting.id}:auto_retain"]
    assert _lines("auto_retain") == [{"rule": "no_examination"}]


def test_a_centre_imports_for_itself_only_and_keeps_its_own_facts(tmp_path: Path) -> None:
    """R8.3, I5: another centre is out of reach; the académie decides who supervises, so it is not the centre's."""
    centre = builders.make_centre(uai="0631985R")
    administrator = builders.make_account("administrator", centre=centre)
    mine = {"academie": "Lyon", "etablissement": "Autre"}
    done = _load(
        tmp_path, mine, {**mine, "code_formation": "40124", "uai": "0442953W"}, account_id=administrator.id
    )
    assert (done.new, done.said) == (1, [(3, "uai", "centre_out_of_reach")])
    assert db.session.scalars(select(TrainingCentre.academie)).all() == ["Clermont-Ferrand"]
