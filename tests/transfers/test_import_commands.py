"""`flask programmes import` and `flask candidates import`, as operators and scripts use them."""

from pathlib import Path

from tests.databases import Completed, flask
from tests.importing import CANDIDATE, PROGRAMME, write_file

HEADER = "\ufeffligne;colonne;nature;message"


def _import(kind: str, file: Path, url: str, *more: str) -> Completed:
    return flask(kind, "import", str(file), "--campaign", "2025", *more, url=url, check=False)


def test_from_programmes_to_candidates(migrated: str, tmp_path: Path) -> None:
    flask("campaign", "load", "2025", url=migrated)
    programmes = write_file(tmp_path, [PROGRAMME], "programmes.csv")
    done = _import("programmes", programmes, migrated)
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 nouvelle," in done.stderr

    line = {**CANDIDATE, "code_formation": "40123", "voeu_confirme_le": "2025-03-20"}
    good = write_file(tmp_path, [line], "good.csv")
    preview = _import("candidates", good, migrated)
    assert preview.returncode == 0
    assert "Aperçu : rien n’a été enregistré." in preview.stderr
    assert "1 nouvelle," in _import("candidates", good, migrated, "--yes").stderr
    again = _import("candidates", good, migrated, "--yes")
    assert (again.returncode, "1 inchangée," in again.stderr) == (0, True)


def test_refused_lines_are_listed_without_their_values(migrated: str, tmp_path: Path) -> None:
    flask("campaign", "load", "2025", url=migrated)
    _import("programmes", write_file(tmp_path, [PROGRAMME], "p.csv"), migrated)
    bad = {**CANDIDATE, "code_formation": "40123", "email": "roche-arobase-exemple"}
    good = {**CANDIDATE, "code_formation": "40123", "numero_inscription": "77"}
    file = write_file(tmp_path, [bad, good])
    done = _import("candidates", file, migrated, "--yes")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines == [HEADER, "2;email;erreur;Cette adresse électronique est incomplète ou mal écrite."]
    assert "Roche" not in done.stdout + done.stderr
    assert "1 nouvelle," in done.stderr

    report = tmp_path / "errors.csv"
    done = _import("candidates", file, migrated, "--report", str(report))
    assert done.stdout == ""
    assert report.read_text(encoding="utf-8").startswith(HEADER)


def test_a_file_refused_as_a_whole_ends_with_2(migrated: str, tmp_path: Path) -> None:
    flask("campaign", "load", "2025", url=migrated)
    empty = tmp_path / "empty.csv"
    empty.touch()
    for file in (empty, tmp_path / "absent.csv", write_file(tmp_path, [{"nom": "Roche", "prenom": "Inès"}])):
        for more in ((), ("--yes",)):
            done = _import("candidates", file, migrated, *more)
            assert (done.returncode, done.stdout) == (2, "")
            assert "Fichier refusé" in done.stderr
            assert "Traceback" not in done.stderr


def test_a_campaign_that_does_not_exist_is_told(migrated: str, tmp_path: Path) -> None:
    done = _import("programmes", write_file(tmp_path, [PROGRAMME]), migrated)
    assert done.returncode == 2
    assert "flask campaign load" in done.stderr
