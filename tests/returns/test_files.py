"""R6.4, R10.2: the three exports, to the cell; who is left out is said, and every file is in the log of exchanges."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.journal.actions import person
from recruitment.journal.models import AccessEntry, JournalEntry
from recruitment.returns.actions import Taker, take
from recruitment.returns.controls import Filter, control, errors_csv
from recruitment.returns.field import File
from recruitment.returns.files import RNCP, file_of
from recruitment.returns.queries import Wanted
from tests.returns.world import SEPTEMBER, Desk, make_desk, make_registered

TODAY = SEPTEMBER.date()


def wanted(desk: Desk) -> Wanted:
    return Wanted(desk.centre.id, desk.programme.campaign_id, 2025)


def taken(file: File, desk: Desk) -> bytes:
    return b"".join(
        take(file, wanted(desk), Taker(person(desk.author.id), desk.author.id), "essai.csv").chunks()
    )


def line_of(data: bytes, names: list[str] | None = None) -> dict[str, str]:
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))
    header, body = (names, rows) if names else (rows[0], rows[1:])
    assert len(body) == 1
    assert all(len(row) == len(header) for row in body)
    return dict(zip(header, body[0], strict=True))


@time_machine.travel(SEPTEMBER, tick=False)
def test_a_complete_person_goes_through_the_three_files(app: Flask, session: Session) -> None:
    """R10.2 for programs: exact cells, the separators of each, no apostrophe, no invented value."""
    desk = make_desk()
    make_registered(desk, guardian=True, ine="0494004062M")

    row = line_of(taken(file_of("pegase"), desk))
    assert len(row) == 43
    expected = {
        "nom_naissance": "Lefèvre-Œuvrard",
        "date_naissance": "14/03/2006",
        "code_pays_naissance": "100",
    }
    assert (
        row.items()
        >= (expected | {"code_voeu1": "BTS-ELT", "annee_concours1": "2025", "code_voeu2": ""}).items()
    )

    row = line_of(taken(file_of("tableau-de-bord"), desk))
    assert len(row) == 62
    assert row["annee_scolaire"] == "2025-2026"
    assert (row["date_inscription_formation"], row["date_entree_formation"]) == ("2025-09-15", "2025-09-01")
    assert (row["contrat_date_debut"], row["contrat_date_debut_2"]) == ("2025-09-01", "")
    assert row["tel_apprenant"] == "0639981234"
    assert row["responsable_apprenant_mail1"] == ""  # of age: nobody is told who their parents are

    survey = file_of("sifa")
    data = taken(survey, desk)
    row = line_of(data, [one.name for one in survey.fields])
    assert len(row) == 47
    assert data.startswith(b"0494004062M;0756036D;09;0631985R;NC;NC;APP;32025516;;24;24;1A;LEFEVRE-OEUVRARD;")
    assert b'"' not in data
    expected = {"ADRESSE": "4 RUE DE L'EGLISE", "DATE_NAIS": "14032006", "LIEU_NAIS": "63300", "SEXE": "2"}
    assert row.items() >= expected.items()
    expected = {"REGIME_SCO": "D", "NATIO": "1", "DATE_ENTREE_CFA": "01092025", "HANDI": ""}
    assert row.items() >= expected.items()
    by_rncp = file_of("sifa", codes=RNCP)
    row = line_of(taken(by_rncp, desk), [one.name for one in by_rncp.fields])
    assert (row["DIPLOME"], row["RNCP"]) == ("", "RNCP35349")

    exchanges = session.scalars(select(Exchange).order_by(Exchange.id)).all()
    assert [one.source for one in exchanges] == ["pegase", "dashboard", "sifa", "sifa"]
    assert {one.state for one in exchanges} == {"done"}
    assert all(one.counts["rows"] == 1 and one.sha256 for one in exchanges)
    assert session.scalars(select(JournalEntry.event)).all().count("exported") == 4
    assert len(session.scalars(select(AccessEntry.kind).where(AccessEntry.kind == "export")).all()) == 4


@time_machine.travel(SEPTEMBER, tick=False)
def test_who_has_an_error_is_left_out_and_named(app: Flask, session: Session) -> None:
    """R6.4 errors by person and column; the file holds the others, the log says who is missing and why."""
    desk = make_desk()
    make_registered(desk, sort_name="a")
    make_registered(desk, last_name="=SOMME(A1)", sort_name="b")
    make_registered(desk, sort_name="c", birth_town_code=None, town_code="630")
    make_registered(desk, sort_name="d", validated=False, email="x@")

    found = control(file_of("pegase"), wanted(desk), TODAY, Filter())
    assert (found.ready, len(found.blocked)) == (1, 3)
    assert dict(found.blocking) == {
        "nom_naissance": 1,
        "code_commune_naissance": 1,
        "adresse_code_commune": 1,
        "mail": 1,
    }
    only = control(file_of("pegase"), wanted(desk), TODAY, Filter(column="mail"))
    assert [one.finding.column for one in only.errors] == ["mail"]
    assert control(file_of("sifa"), wanted(desk), TODAY, Filter()).outside == {
        "inscription pas encore validée": 1
    }

    listed = (
        b"".join(errors_csv(file_of("pegase"), wanted(desk), TODAY, Filter()))
        .decode("utf-8-sig")
        .splitlines()
    )
    assert len(listed) == 5
    assert "'=SOMME(A1)" in listed[1]  # a spreadsheet opens this one

    assert len(taken(file_of("pegase"), desk).splitlines()) == 2
    exchange = session.scalars(select(Exchange)).one()
    assert exchange.counts == {"rows": 1, "refused": 3, "left_out": 0}
    lines = session.scalars(select(ExchangeLine).order_by(ExchangeLine.line)).all()
    assert [one.action for one in lines] == ["sent", "refused", "refused", "refused"]
    assert "formule" in (lines[1].message or "")


CASES: dict[str, tuple[dict[str, Any], dict[str, str], str, bool]] = {
    "IN50 a BTS before 18": ({"birth_date": date(2008, 1, 2)}, {"last_situation": "4001"}, "SIT_N_1", True),
    "IN49 too young": ({"birth_date": date(2014, 1, 2)}, {}, "DATE_NAIS", True),
    "IN53 a BTS out of the lycée": ({}, {"last_situation": "2005", "diploma": "11"}, "DIP_OBT", True),
    "IN54 higher education out of the lycée": (
        {},
        {"last_situation": "2005", "before": "41"},
        "SIT_AV_APP",
        True,
    ),
    "IN56 at school nowhere": ({}, {"last_school": "995"}, "ETAB_N_1", True),
    "IN56 at work in a school": ({}, {"last_situation": "5903"}, "ETAB_N_1", True),
    "IN40 entered after the survey": ({}, {"entered_on": "2026-01-08"}, "DATE_ENTREE_CFA", True),
    "a name in another script": ({"last_name": "Жуков"}, {}, "NOM", True),
    "an INE of the university": ({"ine": "12345ABCDE0"}, {}, "INE_RNIE", False),
    "a telephone in words": ({"mobile": "chez sa mère"}, {}, "TEL_JEUNE", False),
    "born abroad": ({"birth_country": "Maroc", "birth_town_code": None}, {}, "", False),
    "a country that nobody knows": (
        {"birth_country": "Syldavie", "birth_town_code": None},
        {},
        "LIEU_NAIS",
        True,
    ),
}


@time_machine.travel(SEPTEMBER, tick=False)
def test_the_survey_controls_columns_against_each_other(app: Flask) -> None:
    """R6.4 the survey's own controls (IN40 to IN56), one person each, each told once and in its column."""
    desk = make_desk()
    for name, (person_, detail, _column, _blocking) in CASES.items():
        known = {"last_situation": "3033", "last_school": "0442953W", "contract_1_starts": "2025-09-01"}
        make_registered(desk, sort_name=name, detail=known | detail, **person_)

    found = control(file_of("sifa"), wanted(desk), TODAY, Filter())

    told = {(one.finding.column, one.finding.blocking) for one in found.errors}
    assert told == {(column, blocking) for _p, _d, column, blocking in CASES.values() if column}
    assert found.ready == sum(not blocking for _p, _d, _c, blocking in CASES.values())


@time_machine.travel(SEPTEMBER, tick=False)
def test_what_nobody_set_is_missing_never_made_up(app: Flask) -> None:
    """R6.4 settings that are not there are errors that say where to give them."""
    desk = make_desk(complete=False)
    make_registered(desk, detail={})
    found = control(file_of("sifa"), wanted(desk), TODAY, Filter())
    missing = {(one.finding.column, one.finding.where) for one in found.errors if one.finding.blocking}
    assert missing == {
        ("TYPE_CFA", "centre"), ("SIT_FORM", "programme"), ("UAI_EPLE", "centre"), ("NAT_STR_JUR", "centre"),
        ("DUR_FORM_THEO", "programme"), ("DUR_FORM_REELLE", "programme"), ("AN_FORM", "programme"),
        ("SIT_N_1", "person"), ("ETAB_N_1", "person"),
    }  # fmt: skip


@time_machine.travel(SEPTEMBER, tick=False)
@pytest.mark.parametrize("group", ["pegase", "dashboard", "sifa"])
def test_the_command_writes_the_file(app: Flask, tmp_path: Path, group: str) -> None:
    """R6.4 `flask pegase export --centre UAI --campaign 2025 --out FILE`, and the same of the two others."""
    desk = make_desk()
    make_registered(desk, sort_name="a")
    make_registered(desk, sort_name="b", sex=None)
    out = tmp_path / "out.csv"
    run = app.test_cli_runner().invoke
    arguments = [group, "export", "--centre", desk.centre.uai, "--campaign", "2025", "--out", str(out)]

    refused = run(args=[*arguments, "--whole"])
    assert refused.exit_code == 1
    assert not out.exists()
    result = run(args=arguments)

    assert result.exit_code == 0, result.stderr
    assert "Sexe : ce renseignement manque." in result.stderr
    assert "1 lignes, 1 écartées" in result.stderr
    assert len(out.read_bytes().splitlines()) == (1 if group == "sifa" else 2)
    assert run(
        args=[group, "export", "--centre", "0000000A", "--campaign", "2025", "--out", str(out)]
    ).exit_code
