"""R6.7, R7.2: a file that still does not take somebody who left the list says why, and that is kept."""

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from recruitment.core.database import db
from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.programmes.models import TrainingCentre
from tests import builders
from tests.admissions.files import HEADERS, line, run_import, written
from tests.admissions.lists import pool


def test_a_list_of_those_still_left_out_alone_is_written(app: Flask, tmp_path: Path) -> None:
    """R6.7, R7.2: who went for the second round and fails it is told by a line that has to be taken."""
    programme = builders.make_programme()
    uai = db.session.get_one(TrainingCentre, programme.centre_id).uai
    headers = f"{HEADERS};Résultat du baccalauréat"
    for said in ("Obtenu", "Second groupe", "Ajourné"):
        path = written(tmp_path, [line(1, **{"Résultat du baccalauréat": said})], headers)
        done = run_import(app, path, programme, uai, "--gone", "1")
    assert (done.exit_code, "Réception effectuée de 1 candidat" in done.stderr) == (0, True)
    (only,) = pool(programme).values()
    exchange = db.session.scalars(select(Exchange).order_by(Exchange.id.desc()).limit(1)).one()
    assert (only.bac_result, only.gone_because, exchange.state) == ("failed", "bac", "done")
    assert only.gone_exchange_id == exchange.id - 1, "since the list before"
    asked = select(ExchangeLine.action, ExchangeLine.message).where(ExchangeLine.exchange_id == exchange.id)
    assert db.session.execute(asked).all() == [("changed", "Sans le baccalauréat.")]
