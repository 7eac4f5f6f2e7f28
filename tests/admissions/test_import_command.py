"""R6.2 to R6.7: a list read on the machine, standard or « paramétrable », shown as a difference, then written."""

from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from recruitment.admissions.models import Admitted
from recruitment.core.database import db
from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.programmes.models import TrainingCentre
from tests import builders
from tests.admissions.files import HEADERS, line, run_import, written
from tests.admissions.lists import pool


def last_exchange() -> Exchange | None:
    """Return the last exchange as committed."""
    db.session.rollback()
    return db.session.scalars(select(Exchange).order_by(Exchange.id.desc()).limit(1)).first()


def test_a_list_is_shown_then_written(app: Flask, tmp_path: Path) -> None:
    """R6.2, R6.4: nothing without --yes; then each cell where it belongs, and a line of the exchange log."""
    programme = builders.make_programme()
    uai = db.session.get_one(TrainingCentre, programme.centre_id).uai
    path = written(tmp_path, [line(1), line(2, Internat="oui")], encoding="cp1252")
    shown = run_import(app, path, programme, uai, yes=False)
    assert (shown.exit_code, shown.stdout) == (0, "")
    assert "2 nouveaux" in shown.stderr
    assert (pool(programme), last_exchange()) == ({}, None)
    done = run_import(app, path, programme, uai)
    assert "Réception effectuée de 2 candidats avec succès, sans responsable." in done.stderr
    first, second = pool(programme).values()
    assert (first.last_name, first.first_name, first.sex, first.birth_date) == (
        "ROCHE",
        "Inès",
        "F",
        date(2007, 3, 4),
    )
    assert (first.ine, first.town, first.boarding, second.boarding) == (
        "0494004062M",
        "Clermont-Ferrand",
        False,
        True,
    )
    assert first.answered_at == datetime(2025, 7, 5, 8, 15, tzinfo=UTC), "Paris time"
    exchange = last_exchange()
    assert exchange is not None
    assert (exchange.state, exchange.school_year, exchange.counts["candidates"]) == ("done", 2025, 2)
    assert db.session.scalar(select(func.count()).select_from(ExchangeLine)) == 2


def test_headers_of_other_years_doubled_or_unknown(app: Flask, tmp_path: Path) -> None:
    """R6.2: aliases, doubled spaces, school years, the latest of two; what nobody knows is said."""
    programme = builders.make_programme()
    uai = db.session.get_one(TrainingCentre, programme.centre_id).uai
    headers = (
        " NUMÉRO ;nom;PRENOM;Civilité;Coordonnées -  Adresse mail;Nom Etablissement origine 2023/2024;"
        "Nom  Etablissement origine 2024/2025;Note Dossier;Avis;Résultat du baccalauréat"
    )
    names = headers.split(";")
    cells = [
        "2500001",
        "ROCHE",
        "Inès",
        "Mme",
        "i@exemple.fr",
        "Collège",
        "Lycée",
        "12",
        "Oui si (4 ans)",
        "Obtenu",
    ]
    rows = [dict(zip(names, cells, strict=True)) for _ in range(3)]
    rows[1] |= {names[0]: "2500002", "Avis": "Oui en attente"}
    rows[2] |= {names[0]: "2500003", "Résultat du baccalauréat": "Ajourné"}
    done = run_import(app, written(tmp_path, rows, headers), programme, uai)
    assert "Colonnes laissées de côté : Note Dossier" in done.stderr
    assert "Colonnes en double, non lues : Nom Etablissement origine 2023/2024" in done.stderr
    (only,) = pool(programme).values()
    assert (only.origin_school, only.answer, only.bac_result) == ("Lycée", "yes_if_4", "passed")
    exchange = last_exchange()
    assert exchange is not None
    assert (exchange.counts["left_out"], exchange.options["unknown"]) == (2, ["Note Dossier"])


def test_who_is_gone_asks_for_a_word_and_who_is_refused_stays(app: Flask, tmp_path: Path) -> None:
    """R6.6: more than a fifth gone is refused without their number; a line that cannot be read takes nobody away."""
    programme = builders.make_programme()
    uai = db.session.get_one(TrainingCentre, programme.centre_id).uai
    run_import(app, written(tmp_path, [line(rank) for rank in range(1, 6)]), programme, uai)
    fewer = [line(1), line(2, Nom=""), line(3, **{"Téléphone fixe": "12"})]
    refused = run_import(app, written(tmp_path, fewer), programme, uai)
    assert refused.exit_code == 2
    assert "2 candidats sur 5 sortiraient de la liste" in refused.stderr
    exchange = last_exchange()
    assert exchange is not None
    assert exchange.state == "failed"
    assert db.session.scalar(select(func.count()).where(ExchangeLine.exchange_id == exchange.id)) == 0
    assert all(one.gone_at is None for one in pool(programme).values()), "nothing is left behind"
    done = run_import(app, written(tmp_path, fewer), programme, uai, "--gone", "2")
    assert done.exit_code == 1, "a line was refused"
    assert "3;2500002;Colonne « Nom » : cette cellule est nécessaire : elle est vide." in done.stdout
    assert "4;2500003;Colonne « Téléphone fixe » : ce numéro de téléphone est incomplet" in done.stdout
    gone = [number for number, one in pool(programme).items() if one.gone_at is not None]
    assert gone == ["2500004", "2500005"]


def test_another_school_year_is_refused_in_words(app: Flask, tmp_path: Path) -> None:
    """R6.3: candidates of session 2025 go to 2025/2026."""
    programme = builders.make_programme()
    uai = db.session.get_one(TrainingCentre, programme.centre_id).uai
    path = written(tmp_path, [line(1)])
    done = run_import(app, path, programme, uai, "--school-year", "2026")
    assert done.exit_code == 2
    assert "Année scolaire 2026/2027 impossible" in done.stderr
    other = written(tmp_path, [line(1, Session="2024")], f"{HEADERS};Session")
    assert "cette ligne est de la session 2024" in run_import(app, other, programme, uai).stdout
    assert db.session.scalar(select(func.count()).select_from(Admitted)) == 0


def test_what_does_not_exist_is_named(app: Flask, tmp_path: Path) -> None:
    """A centre, then a programme of a session."""
    programme = builders.make_programme()
    uai = db.session.get_one(TrainingCentre, programme.centre_id).uai
    path = written(tmp_path, [line(1)])
    elsewhere = run_import(app, path, programme, "0756036D")
    assert "Aucun établissement n’a le code UAI « 0756036D »" in elsewhere.stderr
    programme.code = "99999"
    unknown = run_import(app, path, programme, uai)
    assert "Aucune formation n’a le code « 99999 »" in unknown.stderr
