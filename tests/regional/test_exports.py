"""R10.1, R10.2: both files of the académie, as the desk's département and search leave it."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from recruitment.core.database import db
from recruitment.journal.models import JournalEntry
from tests.regional.desk import full_place, signed_in


@pytest.mark.parametrize("kind", ["formations", "contrats"])
@pytest.mark.parametrize("query", ["departement=03", "q=bourbonnais"])
def test_a_file_holds_what_the_desk_shows(client: FlaskClient, kind: str, query: str) -> None:
    """R10.2: one programme, one contract; the journal keeps the filter, not the words that were searched."""
    wanted = full_place(department="03", name="CFA du Bourbonnais")
    full_place(department="63")
    full_place(department="03", name="CFA du Bourbonnais", academie="Lyon")
    with signed_in(client):
        menu = client.get(f"/region?{query}").text
        file = client.get(f"/exports/{kind}.csv?session=2025&{query}").get_data(as_text=True)
    assert f"/exports/{kind}.csv?session=2025&amp;{query}" in menu
    lines = file.strip().split("\r\n")
    assert [line.split(";")[1] for line in lines[1:]] == [wanted.centre.uai]
    (details,) = db.session.scalars(select(JournalEntry.details).where(JournalEntry.event == "exported"))
    told = json.loads(details)
    assert (told["rows"], "bourbonnais" in details) == (1, False)
    assert told["filters"]["campaign"] == 2025
