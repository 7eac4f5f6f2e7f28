"""Candidates, their guardians and their wishes, from a file."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, Candidate, Guardian
from recruitment.core.clock import PARIS, paris_midnight
from recruitment.core.database import db
from recruitment.journal.models import JournalEntry
from recruitment.programmes.models import Programme
from tests import builders
from tests.importing import load_lines, the_application, the_candidate

NOW = datetime(2025, 4, 1, 10, 0, tzinfo=PARIS)
WHOLE = {
    "date_naissance": "04/03/2006",
    "sexe": "f",
    "ine": "0494004062m",
    "email": "ines.roche@exemple.fr",
    "telephone_portable": "06 39 98 00 00",
    "etablissement_origine": "Lycée  Blaise Pascal",
    "uai_origine": "631985R",
    "departement_origine": "063",
    "responsable1_nom": "Roche",
    "responsable1_prenom": "Claire",
}


@pytest.fixture(autouse=True)
def at_now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def programme(session: Session) -> Programme:
    return builders.make_programme(code="40123")


def _lines(event: str) -> list[Any]:
    return list(db.session.scalars(select(JournalEntry).where(JournalEntry.event == event)))


def test_a_line_makes_a_candidate_a_guardian_and_an_application(programme: Programme, tmp_path: Path) -> None:
    done = load_lines(tmp_path, {"code_formation": "40123", **WHOLE})
    candidate = the_candidate()
    assert done.counts == (1, 0, 0, 0)
    assert (candidate.birth_date, candidate.sex, candidate.ine) == (date(2006, 3, 4), "F", "0494004062M")
    assert (candidate.origin_school, candidate.origin_uai) == ("Lycée Blaise Pascal", "0631985R")
    assert candidate.origin_department == "63"
    assert (candidate.sort_name, candidate.search_text) == (
        "roche ines",
        "roche ines 1234567 lycee blaise pascal",
    )
    guardian = db.session.scalars(select(Guardian)).one()
    assert (guardian.position, guardian.first_name) == (1, "Claire")
    assert (the_application().state, the_application().confirmed_at) == ("unconfirmed", None)


def test_the_same_file_again_changes_nothing(programme: Programme, tmp_path: Path) -> None:
    """I21: sent twice, an import changes nothing."""
    line = {"code_formation": "40123", "voeu_confirme_le": "2025-03-20", **WHOLE}
    load_lines(tmp_path, line)
    before = _dump()
    again = load_lines(tmp_path, line)
    assert again.counts == (0, 0, 1, 0)
    assert again.said == []
    assert _dump() == before


def test_absence_from_a_file_deletes_nothing_and_an_empty_cell_erases_nothing(
    programme: Programme, tmp_path: Path
) -> None:
    """I21: what a file does not say stays as it is."""
    load_lines(tmp_path, {"code_formation": "40123", **WHOLE})
    load_lines(tmp_path, {"numero_inscription": "7654321", "code_formation": "40123"})
    done = load_lines(tmp_path, {"code_formation": "40123", "email": "", "responsable1_nom": ""})
    assert done.counts == (0, 0, 1, 0)
    assert db.session.scalar(select(func.count()).select_from(Candidate)) == 2
    first = db.session.scalars(select(Candidate).order_by(Candidate.id)).first()
    assert first is not None
    assert first.email == "ines.roche@exemple.fr"


def test_a_change_of_contact_is_written_and_its_line_names_the_fields_only(
    programme: Programme, tmp_path: Path
) -> None:
    load_lines(tmp_path, {"code_formation": "40123", **WHOLE})
    changed = {"email": "ines.roche@exemple.org", "responsable1_prenom": "Anne"}
    done = load_lines(tmp_path, {"code_formation": "40123", **WHOLE, **changed})
    assert done.counts == (0, 1, 0, 0)
    assert the_candidate().email == "ines.roche@exemple.org"
    assert db.session.scalars(select(Guardian.first_name)).one() == "Anne"
    (line,) = _lines("candidate_changed")
    assert json.loads(line.details)["fields"] == ["email", "guardian1"]
    assert "exemple.org" not in line.details
    assert line.chain == programme.centre_id


def test_a_wish_confirmed_since_gets_its_stored_deadline(programme: Programme, tmp_path: Path) -> None:
    """R3.2: the last day, the passage and the rule are stored when the wish is confirmed."""
    load_lines(tmp_path, {"code_formation": "40123"})
    done = load_lines(tmp_path, {"code_formation": "40123", "voeu_confirme_le": "2025-03-20 10:15"})
    stored = the_application()
    assert done.counts == (0, 1, 0, 0)
    assert (stored.state, stored.version) == ("confirmed", 2)
    assert stored.confirmed_at == datetime(2025, 3, 20, 10, 15, tzinfo=PARIS)
    assert (stored.review_deadline, stored.deadline_rule) == (date(2025, 5, 28), "fixed_last_day")
    assert stored.auto_retain_at == paris_midnight(date(2025, 6, 2))
    (line,) = _lines("confirm")
    assert (line.application_id, line.actor_kind) == (stored.id, "operator")


def test_a_programme_that_examines_nothing_passes_at_once(session: Session, tmp_path: Path) -> None:
    """R2.2: on confirmation the application goes to contract search, by the system."""
    builders.make_programme(code="40200", examines=False)
    load_lines(tmp_path, {"code_formation": "40200", "voeu_confirme_le": "2025-03-20"})
    stored = the_application()
    assert (stored.state, stored.decision, stored.decision_origin) == (
        "seeking_contract",
        "retained",
        "system",
    )
    assert (stored.decision_rule, stored.auto_retain_at) == ("no_examination", None)
    assert stored.decided_at == NOW
    (line,) = _lines("auto_retain")
    assert (line.actor_kind, line.application_id) == ("system", stored.id)
    assert _mails() == [
        (f"application:{stored.id}:auto_retain", "retained", f"candidate:{stored.candidate_id}")
    ]


def test_an_exempt_programme_gives_no_deadline(session: Session, tmp_path: Path) -> None:
    """R3: an exempt programme has no last day and is never passed by the system."""
    builders.make_programme(code="40300", exempt=True)
    load_lines(tmp_path, {"code_formation": "40300", "voeu_confirme_le": "2025-03-20"})
    stored = the_application()
    assert (stored.state, stored.review_deadline, stored.deadline_rule) == ("confirmed", None, "exempt")


def test_without_the_dates_the_wish_waits_for_them(session: Session, tmp_path: Path) -> None:
    campaign = builders.make_campaign(examination_pivot=None)
    builders.make_programme(code="40123", campaign=campaign)
    load_lines(tmp_path, {"code_formation": "40123", "voeu_confirme_le": "2025-03-20"})
    assert the_application().deadline_rule == "calendar_incomplete"


def test_a_wish_confirmed_after_the_phase_is_told_to_the_managers(
    programme: Programme, tmp_path: Path
) -> None:
    """R3.6: from the end of the confirmation phase on, managers get a mail for each newly confirmed wish."""
    manager = builders.make_account()
    limited = builders.make_account(programmes=(programme,))
    builders.make_account(programmes=(builders.make_programme(),))
    line = {"code_formation": "40123", "voeu_confirme_le": "2025-04-03 09:00"}
    with time_machine.travel(datetime(2025, 4, 4, 8, 0, tzinfo=PARIS), tick=False):
        load_lines(tmp_path, line)
        load_lines(tmp_path, line)
    key = f"application:{the_application().id}:confirm"
    assert _mails() == [(key, "new_wish", f"account:{who.id}") for who in (manager, limited)]


def test_before_its_end_nobody_is_told(programme: Programme, tmp_path: Path) -> None:
    """R3.6: the last day of the phase included."""
    builders.make_account()
    line = {"code_formation": "40123", "voeu_confirme_le": "2025-04-02 23:59:59"}
    with time_machine.travel(datetime(2025, 4, 4, 8, 0, tzinfo=PARIS), tick=False):
        load_lines(tmp_path, line)
    assert _mails() == []


def _mails() -> list[tuple[Any, ...]]:
    from recruitment.mail.models import OutboxMail

    columns = (OutboxMail.event_key, OutboxMail.template, OutboxMail.recipient)
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(OutboxMail.id))]


def _dump() -> list[Any]:
    """Return the rows of everything that an import could change."""
    return [
        [tuple(row) for row in db.session.execute(select(model.__table__).order_by(model.__table__.c.id))]
        for model in (Candidate, Guardian, Application, JournalEntry, Programme)
    ]
