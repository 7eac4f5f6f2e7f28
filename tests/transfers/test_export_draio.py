"""`flask export draio`: the two files of the regional authority."""

from flask import Flask

from recruitment.rules.counters import COUNTERS
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import ContractStatus
from tests.builders import make_application, make_centre, make_contract, make_programme, siret
from tests.transfers.exported import Row, header, rows, written

OPEN_DATA = [
    "session",
    "cod_uai",
    "cod_aff_form",
    "capa_fin",
    "voe_tot",
    "prop_tot",
    "nb_rech_con",
    "nb_ref_classe",
]


def _lines(app: Flask, detail: str, *options: str) -> list[Row]:
    return rows(written(app, "draio", "--campaign", "2025", "--detail", detail, *options))


def test_a_programme_has_its_capacity_and_all_its_counters(app: Flask) -> None:
    """R10.1 one line per programme with its capacity and all counters, under the names of the open data."""
    programme = make_programme(code="34120", capacity=21, centre=make_centre(uai="0631985R"))
    for rank, state in enumerate(COUNTERS, start=1):
        for _ in range(rank):
            make_application(programme=programme, state=state)

    data = written(app, "draio", "--campaign", "2025", "--detail", "programmes")

    assert header(data)[:8] == OPEN_DATA
    (row,) = rows(data)
    assert [row[name] for name in OPEN_DATA] == ["2025", "0631985R", "34120", "21", "45", "30", "3", "4"]
    names = {State.SEEKING_CONTRACT: "nb_rech_con", State.REFUSED: "nb_ref_classe"}
    assert [int(row[names.get(state, str(state))]) for state in COUNTERS] == list(range(1, 10))
    assert (row["without_contract"], row["with_contract"]) == ("15", "30")
    assert (row["contracts_entered"], row["contracts_active"]) == ("30", "21")


def test_an_empty_programme_counts_none_and_a_capacity_not_set_is_empty(app: Flask) -> None:
    make_programme(capacity=None)

    (row,) = _lines(app, "programmes")

    assert row["capa_fin"] == ""
    assert {row[name] for name in ("voe_tot", "prop_tot", "confirmed", "with_contract")} == {"0"}


def test_an_ended_contract_still_counts_as_a_proposal_once(app: Flask) -> None:
    application = make_application(state=State.OFFER_PENDING)
    make_contract(application, status=ContractStatus.CANCELLED)

    (row,) = _lines(app, "programmes")

    assert (row["prop_tot"], row["contracts_entered"], row["contracts_active"]) == ("1", "2", "1")


def test_each_contract_has_its_line(app: Flask) -> None:
    """R10.1 one line per contract."""
    application = make_application(state=State.ACCEPTED)
    make_contract(application, status=ContractStatus.CANCELLED)

    first, second = _lines(app, "contracts")

    assert (first["contract_siret"], first["contract_status"]) == (siret(), "accepted")
    assert first["entered_at"] == "2025-05-20T11:00:00+02:00"
    assert second["contract_status"] == "cancelled"
    assert "last_name" not in first


def test_the_files_are_cut_down_to_an_academie_or_a_centre(app: Flask) -> None:
    """R10.1 per centre, for an académie, for a campaign."""
    make_application(programme=make_programme(code="1"), state=State.ACCEPTED)
    lyon = make_centre(uai="0691234X", academie="Lyon")
    make_application(programme=make_programme(code="2", centre=lyon), state=State.ACCEPTED)

    for detail in ("programmes", "contracts"):
        assert [row["cod_aff_form"] for row in _lines(app, detail, "--academie", "Lyon")] == ["2"]
        assert [row["cod_aff_form"] for row in _lines(app, detail, "--centre", "0691234X")] == ["2"]
        assert len(_lines(app, detail)) == 2


def test_an_academie_without_a_centre_is_said(app: Flask) -> None:
    make_programme()
    arguments = ["export", "draio", "--campaign", "2025", "--detail", "contracts", "--academie", "Atlantide"]

    result = app.test_cli_runner().invoke(args=arguments)

    assert result.exit_code == 1
    assert "Atlantide" in result.stderr
