"""`flask campaign load FILE`."""

from pathlib import Path

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
    broken = tmp_path / "broken.toml"
    broken.write_bytes(b"\xff\xfe session")
    for file in (broken, tmp_path / "absent.toml"):
        done = flask("campaign", "load", str(file), url=migrated, check=False)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
