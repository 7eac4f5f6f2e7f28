"""What the platform told us and what it was told back are the same, for 1 000 candidates (R6.2, R6.4)."""

import csv
import io
import json

from flask import Flask
from flask.testing import FlaskClient

from recruitment.core.transaction import transaction
from recruitment.exchanges import uplink_queue
from recruitment.platform import receive
from recruitment.platform.sorting import Asked
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from tests import builders
from tests.contracts.desk import clock_at, paris
from tests.neighbours.people import candidates
from tests.neighbours.platform import Platform
from tests.platform.test_receive import pool
from tests.platform.world import World, connect, entries

JULY = paris("2025-07-07 10:00")
MANY, TOLD = 1_000, 60
SAME = ("codeCandidat", "nom", "prenom", "dateNaissance", "codeFormationPsup")


def queue_all(world: World, numbers: list[str]) -> None:
    """Have them all go up, in one transaction."""
    programme = world.programme
    with transaction() as session:
        for number in numbers:
            uplink_queue.queue(
                session,
                event_key=f"test:{number}",
                centre_id=programme.centre_id,
                campaign_id=programme.campaign_id,
                programme_id=programme.id,
                candidate_number=number,
                platform_state=1,
                source="enrolment",
                source_id=1,
                now=JULY,
            )


def test_a_thousand_candidates_there_and_back(app: Flask, client: FlaskClient) -> None:
    """R6.2, R6.4: the pool, the log's file, and what the platform received say the same of each."""
    people = candidates(MANY, programme="34120")
    with Platform(people=people) as platform, clock_at(JULY):
        world = connect(app, platform)
        programme = world.programme
        done = receive.receive(Asked(programme.centre_id, programme.campaign_id, 2025))
        assert done.done, done.sentence
        kept = {row.candidate_number: row for row in pool()}
        assert len(kept) == MANY
        for person in people:
            row = kept[str(person["codeCandidat"])]
            assert (row.last_name, row.first_name, row.ine) == (
                person["nom"],
                person["prenom"],
                person["ine"],
            )
            assert (row.email, row.mobile) == (person["mail"], person["telmobile"])
        told = people[:TOLD]
        queue_all(world, [str(person["codeCandidat"]) for person in told])
        run_job(BY_NAME["run-uplink"], started_by="command")
        assert {row.status for row in entries()} == {"sent"}
        bodies = [json.loads(asked.body) for asked in platform.asked if b"etatInscription" in asked.body]
        assert [[body[name] for name in SAME] for body in bodies] == [
            [one[name] for name in SAME] for one in told
        ]
        assert [body["ine"] or None for body in bodies] == [person["ine"] for person in told]
        assert platform.problems == []
        builders.log_in(client, builders.make_account("administrator"))
        shown = client.get(f"/echanges/{entries()[0].exchange_id}/detail.csv").get_data(as_text=True)
        rows = list(csv.reader(io.StringIO(shown.lstrip("\ufeff")), delimiter=";"))
        assert {row[2] for row in rows[1:]} == {str(person["codeCandidat"]) for person in told}
        assert f'<b class="num">{TOLD}</b>' in client.get("/echanges/remontees?vue=sent").text
