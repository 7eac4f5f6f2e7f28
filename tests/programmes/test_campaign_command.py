"""`flask campaign load FILE`."""

from pathlib import Path

import pytest

from recruitment.programmes.commands import read_toml
from recruitment.rules.calendar import CalendarError
from tests.databases import flask


def test_the_packaged_calendars_load_and_say_what_is_missing(migrated: str) -> None:
    first = flask("campaign", "load", "2025", url=migrated)
    again = flask("campaign", "load", "2025", url=migrated)
    next_year = flask("campaign", "load", "2026", url=migrated)
    assert "Session 2025 créée" in first.stderr
    assert "aucun changement" in again.stderr
    assert "Date encore à donner : contracts_from" in next_year.stderr
    assert first.stdout == again.stdout == ""


def test_a_faulty_calendar_is_refused_with_each_problem(migrated: str, tmp_path: Path) -> None:
    file = tmp_path / "faulty.toml"
    file.write_text('session = 2025\nadmissions_from = "bientôt"\nlate_refusals = "maybe"\n')
    done = flask("campaign", "load", str(file), url=migrated, check=False)
    assert done.returncode == 1
    assert "admissions_from" in done.stderr
    assert "late_refusals" in done.stderr
    assert "Rien n’a été enregistré" in done.stderr


def test_what_is_no_toml_or_no_file_is_refused(migrated: str, tmp_path: Path) -> None:
    done = flask("campaign", "load", str(tmp_path / "absent.toml"), url=migrated, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Ce fichier n’existe pas. Calendriers fournis : 2025, 2026.",
        "Rien n’a été enregistré.",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe session", "Le fichier n’est pas du texte en UTF-8 : donnez un calendrier en TOML."),
        (b"session = 2025\nfrom\n", "Le fichier n’est pas du TOML : il ne se lit plus ligne 2, colonne 5."),
        (b"session = [", "Le fichier n’est pas du TOML : il s’arrête trop tôt."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_french(content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_bytes(content)
    with pytest.raises(CalendarError) as refused:
        read_toml(file)
    assert refused.value.problems == [said]


def test_a_folder_is_no_calendar(tmp_path: Path) -> None:
    with pytest.raises(CalendarError) as refused:
        read_toml(tmp_path)
    assert refused.value.problems == ["C’est un dossier : donnez un fichier."]
