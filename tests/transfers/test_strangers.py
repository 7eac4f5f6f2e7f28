"""A centre's import and the candidates that only other centres know (R8.3, I5)."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from recruitment.applications.models import Application, Candidate
from recruitment.core.database import db
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.rules.vocabulary import Role
from tests import builders, importing

CONTACT = {"email": "secret@exemple.fr", "mobile": "06 39 98 76 54"}


@pytest.fixture
def stranger(app: Flask) -> Candidate:
    """Give a candidate whom only another centre knows."""
    builders.make_campaign()
    candidate = builders.make_candidate(
        last_name="Roche", first_name="Inès", candidate_number="1234567", **CONTACT
    )
    elsewhere = builders.make_programme(centre=builders.make_centre())
    builders.make_application(programme=elsewhere, candidate=candidate)
    return candidate


@pytest.fixture
def own(stranger: Candidate) -> Programme:
    """Give the importer's own programme."""
    return builders.make_programme(centre=builders.make_centre())


def account(own: Programme) -> int:
    """Make a manager of the importer's centre; return the account's id."""
    return builders.make_account(Role.MANAGER, centre=db.session.get_one(TrainingCentre, own.centre_id)).id


def test_another_name_is_refused_and_changes_nothing(
    tmp_path: Path, stranger: Candidate, own: Programme
) -> None:
    line = {"code_formation": own.code, "nom": "Dupond", "prenom": "Jean", "voeu_confirme_le": "2025-04-01"}
    imported = importing.load_lines(tmp_path, line, account_id=account(own))
    assert imported.counts == (0, 0, 0, 1)
    assert [code for _line, _column, code in imported.said] == ["candidate_of_others"]
    assert importing.the_candidate().last_name == "Roche"
    assert importing.the_application().programme_id != own.id


def test_the_same_name_adds_the_wish_and_changes_no_detail(
    tmp_path: Path, stranger: Candidate, own: Programme
) -> None:
    line = {"code_formation": own.code, "nom": "ROCHE", "prenom": "Ines", "email": "autre@exemple.fr"}
    imported = importing.load_lines(tmp_path, line, account_id=account(own))
    assert imported.counts == (1, 0, 0, 0)
    candidate = importing.the_candidate()
    assert (candidate.last_name, candidate.email) == ("Roche", CONTACT["email"])
    programmes = db.session.scalars(select(Application.programme_id).order_by(Application.id)).all()
    assert programmes[-1] == own.id


def test_another_birth_date_is_somebody_else(tmp_path: Path, own: Programme) -> None:
    stranger = importing.the_candidate()
    assert stranger.birth_date is None
    born = builders.make_candidate(last_name="Roche", first_name="Inès", birth_date=date(2007, 5, 4))
    builders.make_application(
        programme=builders.make_programme(centre=builders.make_centre()), candidate=born
    )
    line = {
        "numero_inscription": born.candidate_number,
        "code_formation": own.code,
        "date_naissance": "2001-01-01",
    }
    imported = importing.load_lines(tmp_path, line, account_id=account(own))
    assert imported.counts == (0, 0, 0, 1)


def test_an_operator_is_at_home_everywhere(tmp_path: Path, stranger: Candidate, own: Programme) -> None:
    line = {"code_formation": own.code, "nom": "Roche", "prenom": "Inès", "email": "neuf@exemple.fr"}
    assert importing.load_lines(tmp_path, line).counts == (1, 0, 0, 0)
    assert importing.the_candidate().email == "neuf@exemple.fr"


def test_a_candidate_known_elsewhere_too_is_completed_and_not_changed(
    tmp_path: Path, stranger: Candidate, own: Programme
) -> None:
    """Getting in with the right name does not open the way to the rest."""
    person = account(own)
    line = {"code_formation": own.code, "nom": "Roche", "prenom": "Inès"}
    importing.load_lines(tmp_path, line, account_id=person)
    changed = {**line, "nom": "PIRATE", "email": "pirate@exemple.fr", "telephone_fixe": "04 73 00 00 01"}
    imported = importing.load_lines(tmp_path, changed, account_id=person)
    assert [code for _line, _column, code in imported.said] == ["candidate_shared"]
    candidate = importing.the_candidate()
    assert (candidate.last_name, candidate.email) == ("Roche", CONTACT["email"])
    assert candidate.phone == "04 73 00 00 01"
