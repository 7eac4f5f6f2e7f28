"""R7.1, R7.2, R7.3: the flat files, column by column, the unfavourable wishes apart."""

from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from recruitment.apogee import layouts
from recruitment.core.database import db
from recruitment.exchanges.models import Exchange
from recruitment.programmes.models import TrainingCentre
from tests.apogee.world import AFTER, JUNE, World, admit, change, opened_world, send

WIDTHS = [10, 3, 10, 1, 8, 1, 4, 4, 30, 20, 20, 30, 3, 1, 3, 32, 32, 15, 1, 200, 30]


def _export(world: World, folder: Path, profile: str = "tremplin") -> tuple[int, str]:
    uai = db.session.scalar(select(TrainingCentre.uai).where(TrainingCentre.id == world.centre_id))
    runner: FlaskCliRunner = world.app.test_cli_runner()
    result = runner.invoke(
        args=["opi", "export", "--centre", str(uai), "--profile", profile, "--out", str(folder)]
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def _lines(folder: Path, name: str) -> list[str]:
    return (folder / name).read_bytes().decode("iso-8859-1").splitlines()


def test_each_column_has_its_width_and_the_unfavourable_ones_their_file(app: Flask, tmp_path: Path) -> None:
    """R7.1, R7.2; S3 I.B, I.C: a full dump each run, a second file for the D."""
    with opened_world(app) as world, time_machine.travel(AFTER, tick=False):
        usual = admit(world.programme, last_name="Nguyễn : d’Été", usual_name="Roux")
        conditional = admit(world.programme, answer="yes_if_4", ine="060123456AB")
        failed, gone = (
            admit(world.programme, bac_result="failed"),
            admit(world.programme, gone_at=JUNE, gone_because="cancelled"),
        )
        admit(world.programme, candidate_number="12345678901")
        code, told = _export(world, tmp_path)
        assert (code, "12345678901 : Le numéro" in told) == (1, True)
        persons = {line[:10].strip(): line for line in _lines(tmp_path, "opi-individus.txt")}
        assert list(persons) == sorted([usual, conditional, failed, gone])
        assert [len(cell) for cell in persons[usual].split(":")] == WIDTHS
        assert {len(line) for line in persons.values()} == {sum(WIDTHS) + 20}
        cells = [cell.rstrip() for cell in persons[usual].split(":")]
        assert cells[:10] == [
            usual, "100", "0494004062", "M", "09032007", "N", "2025", "", "NGUYEN D'ETE", "ELOISE",
        ]  # fmt: skip
        assert cells[11:] == [
            "RIOM", "063", "D", "100", "12, RUE DES ETOILES", "63000 CLERMONT-FERRAND", "0639981234", "F",
            "eloise@exemple.fr", "ROUX",
        ]  # fmt: skip
        assert persons[conditional].split(":")[2:4] == ["060123456", "AB"]
        wishes = [[cell.rstrip() for cell in line.split(":")] for line in _lines(tmp_path, "opi-voeux.txt")]
        assert [(line[0], *line[3:]) for line in wishes] == [
            (usual, "CFA", "BTSEL1", "251", "1", "F", "", ""),
            (conditional, "CFA", "BTSEL4", "254", "1", "S", "AME", ""),
        ]
        against = _lines(tmp_path, "opi-voeux-defavorables.txt")
        assert [(line.split(":")[0].strip(), line.split(":")[7]) for line in against] == [
            (failed, "D"),
            (gone, "D"),
        ]
        exchange = db.session.scalars(select(Exchange)).one()
        assert (exchange.source, exchange.counts) == ("opi_files", {"sent": 4, "refused": 1})


def test_a_wish_told_by_files_and_then_given_up_goes_as_unfavourable(app: Flask, tmp_path: Path) -> None:
    """R7.2; S3 I.C: also one that the platform says is resigned, since a former file made it favourable."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False):
        number = admit(world.programme)
        assert _export(world, tmp_path, "universite")[0] == 0
        change(number, situation=3)
        assert _export(world, tmp_path, "universite")[0] == 0
        assert _lines(tmp_path, "opi-voeux.txt") == []
        assert [line[:7] for line in _lines(tmp_path, "opi-voeux-defavorables.txt")] == [number]
        send()
        assert world.apogee.code_of(number) == "D"


def test_nothing_is_written_before_a_connector_was_tested_nor_half_written(
    app: Flask, tmp_path: Path
) -> None:
    """R7.3; R6.4: a failed export leaves nothing behind, nor does one to an unknown profile."""
    (tmp_path / "file").write_text("")
    with opened_world(app, tested=False) as world, time_machine.travel(JUNE, tick=False):
        admit(world.programme)
        assert _export(world, tmp_path / "out")[0] == 1
        assert not (tmp_path / "out").exists()
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False):
        admit(world.programme)
        code, told = _export(world, tmp_path / "file" / "out")
        assert (code, "Rien n’a été retenu" in told) == (1, True)
        assert "Profils connus : tremplin, universite" in _export(world, tmp_path, "autre")[1]
        assert db.session.scalars(select(Exchange)).all() == []


@pytest.mark.parametrize(
    ("persons", "wishes", "problem"),
    [
        ("nom 30", None, "la colonne code_opi manque"),
        (None, "code_opi 9\nnom 30", "de 10 à 400"),
        ("code_opi 10\nnom x", None, "ligne 2"),
        (None, "code_opi 10\ntaille 3", "n’existe pas"),
        ("code_opi 10\nnom 999", None, "de 1 à 400"),
    ],
)
def test_a_layout_says_what_is_wrong_with_it(persons: str | None, wishes: str | None, problem: str) -> None:
    """R7.1: a site changes the layout, and is told line by line what does not hold."""
    usual = layouts.BUILT_IN["tremplin"]
    with pytest.raises(layouts.LayoutRefused) as refused:
        layouts.read(
            ":", "lf", "utf-8", persons or layouts.typed(usual.persons), wishes or layouts.typed(usual.wishes)
        )
    assert problem in str(refused.value)


def test_a_layout_is_typed_again_as_it_was_read() -> None:
    """R7.1: separators, ends of lines and constants as a site has them."""
    usual = layouts.BUILT_IN["tremplin"]
    again = layouts.read(";", "crlf", "ascii", layouts.typed(usual.persons), layouts.typed(usual.wishes))
    assert (again.persons, again.wishes) == (usual.persons, usual.wishes)
    assert layouts.stored(again.kept()) == again
