"""The log of exchanges and its pages (R6.4)."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from recruitment.core.database import db
from recruitment.exchanges.log import LogLine
from recruitment.exchanges.tabs import TABS
from recruitment.journal.models import JournalEntry
from recruitment.labels.exchanges import LINKS
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.exchanges.rows import make_exchange


def test_the_log_says_who_how_many_and_what_became_of_it(client: FlaskClient) -> None:
    """R6.4: source, who, when, counts, status; S0: « Parcoursup - CandidatsAdmis », 20 candidats, 34 responsables."""
    centre = builders.make_centre()
    programme = builders.make_programme(centre=centre, title="BTS NDRC")
    author = builders.make_account(Role.REGISTRAR, centre=centre, display_name="Nadia Ferroukhi")
    failed = "Réception des candidats impossible : Read timed out"
    ids = {
        "done": make_exchange(
            programme, "a", account_id=author.id, counts={"candidates": 20, "guardians": 34, "gone": 0}
        ),
        "failed": make_exchange(programme, "b", end="failed", counts={}, error=failed),
        "cancelled": make_exchange(programme, "c", end="cancelled", counts={}),
        "sent": make_exchange(programme, "d", direction="out", source="uplink", counts={"sent": 1}),
    }
    builders.log_in(client, author)
    page = client.get("/echanges").text
    for words in ("Parcoursup - CandidatsAdmis", "20 candidats, 34 responsables", failed, "Nadia Ferroukhi"):
        assert words in page
    for words in ("2025/2026", "Succès", "Échec", "Annulé", "Par le service", "1 transmis", "4 échanges"):
        assert words in page
    asked = {
        "etat=succes": {"done", "sent"},
        "etat=echec": {"failed"},
        "etat=annule": {"cancelled"},
        "sens=out": {"sent"},
        "source=uplink": {"sent"},
        "source=platform_pull&etat=succes": {"done"},
        "annee=2024": set(),
        "du=2000-01-01&au=2000-01-02": set(),
        "etat=x&sens=%0A&annee=x&du=x&page=999999999999": set(ids),
    }
    for query, expected in asked.items():
        text = client.get(f"/echanges?{query}").text
        assert {name for name, id_ in ids.items() if f'data-exchange="{id_}"' in text} == expected, query
    failed_page = client.get(f"/echanges/{ids['failed']}").text
    assert "Rien n’a été enregistré" in failed_page
    assert f'href="/admis/import/{ids["failed"]}"' in failed_page


def test_the_detail_gives_each_person_and_leaves_as_a_file(client: FlaskClient) -> None:
    """R6.4: details per person, errors per line; who took the file is told in the journal, without a name."""
    programme = builders.make_programme()
    lines = (
        LogLine(1, "new", "900001", {"name": "L’HÉRITIER Noé", "guardians": 2}),
        LogLine(
            2, "refused", None, {"name": "=1+1"}, "Ligne 2, colonne « Date de Naissance » : date illisible."
        ),
        *(
            LogLine(rank, "unchanged", str(rank), {"last_name": "Y", "first_name": "Zoë"})
            for rank in range(3, 203)
        ),
        LogLine(203, "left_out", "7", ["odd"]),  # type: ignore[arg-type]
    )
    id_ = make_exchange(programme, "a", lines=lines)
    builders.log_in(client, builders.make_account(Role.MANAGER))
    page = client.get(f"/echanges/{id_}").text
    assert ("L’HÉRITIER Noé" in page, "date illisible" in page, "Page 1 sur 3" in page) == (True, True, True)
    refused = client.get(f"/echanges/{id_}?etat=refused").text
    assert ("=1+1" in refused, "L’HÉRITIER" in refused) == (True, False)
    assert client.get(f"/echanges/{id_}?etat=inconnu&page=x").status_code == 200
    answer = client.get(f"/echanges/{id_}/detail.csv")
    rows = answer.text.lstrip("\ufeff").split("\r\n")
    assert rows[0] == "ligne;etat;numero_inscription;nom;responsables;message"
    assert rows[1] == "1;Nouveau;900001;L’HÉRITIER Noé;2;"
    assert rows[2].startswith("2;Refusé;;'=1+1;;")
    assert len(rows) == 205
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "exported")).one()
    assert '"file": "exchange"' in entry.details.replace('":"', '": "')
    assert "HÉRITIER" not in entry.details


def test_the_log_is_that_of_ones_programmes(app: Flask) -> None:
    """R8.3: a limited account sees its programmes' alone, nothing of the whole centre; a reader, none."""
    centre = builders.make_centre()
    mine, other = builders.make_programme(centre=centre), builders.make_programme(centre=centre)
    ids = [make_exchange(mine, "a"), make_exchange(other, "b"), make_exchange(mine, "c", programme_id=None)]
    people = {
        "limited": builders.make_account(Role.REGISTRAR, centre=centre, programmes=(mine,)),
        "whole": builders.make_account(Role.REGISTRAR, centre=centre),
        "viewer": builders.make_account(Role.VIEWER, centre=centre),
        "elsewhere": builders.make_account(Role.ADMINISTRATOR, centre=builders.make_centre()),
    }
    seen = {"limited": [200, 404, 404], "whole": [200] * 3, "viewer": [403] * 3, "elsewhere": [404] * 3}
    for who, account in people.items():
        client = app.test_client()
        builders.log_in(client, account)
        page = client.get("/echanges")
        assert page.status_code == (403 if who == "viewer" else 200)
        for id_, status in zip(ids, seen[who], strict=True):
            assert client.get(f"/echanges/{id_}").status_code == status, (who, id_)
            assert client.get(f"/echanges/{id_}/detail.csv").status_code == status, (who, id_)
            assert (f'data-exchange="{id_}"' in page.text) == (status == 200), (who, id_)


def test_each_link_leads_to_a_page_that_there_is(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    for address in (*(link for link, _ in LINKS.values()), *(tab for tab, *_ in TABS)):
        adapter.match(address.format(id=1))
