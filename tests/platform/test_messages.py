"""formats, section 4: what the platform sends is read whole or refused, each error naming the field, in French."""

import json
import time
from datetime import UTC, date, datetime

import pytest

from recruitment.platform import messages, reading
from recruitment.platform.messages import BodyRefused
from tests.platform.malformed import CANDIDATE, body_of, kinds

NOW = datetime(2025, 7, 7, 10, tzinfo=UTC)
KINDS = list(kinds())


def test_there_are_enough_kinds() -> None:
    assert len({kind for _says, kind, _body in KINDS}) == len(KINDS) >= 200


@pytest.mark.parametrize(("says", "body"), [pytest.param(says, body, id=kind) for says, kind, body in KINDS])
def test_a_malformed_answer_is_refused_by_field_in_french(says: str, body: bytes) -> None:
    """R6.4: the sentence names the field, and repeats nothing of what was sent."""
    with pytest.raises(BodyRefused) as refused:
        messages.admitted(body, now=NOW)
    sentence = refused.value.sentence
    assert says in sentence
    assert sentence[0].isupper()
    assert "Éluard" not in sentence


def test_every_field_comes_through() -> None:
    """S0: the candidate and their two guardians."""
    (one,) = messages.admitted(body_of(CANDIDATE), now=NOW)
    assert (one.session, one.programme_code, one.candidate_number, one.situation) == (
        2025,
        "34120",
        "1234567",
        1,
    )
    columns = one.columns
    assert columns["birth_date"] == date(2007, 3, 4)
    assert columns["answered_at"] == datetime(2025, 6, 2, 16, 4, tzinfo=UTC)
    assert (columns["birth_department"], columns["gap_year"], columns["boarding"]) == ("63", False, True)
    assert (columns["first_name_2"], columns["first_name_3"]) == (None, None)
    assert [(who.position, who.first_name, who.email) for who in one.guardians] == [
        (1, "Paul", "paul.eluard@exemple.fr"),
        (2, "Nush", None),
    ]
    assert one.guardians[0].address == "3 rue des Volcans, 63000 Clermont-Ferrand"


def test_the_day_of_birth_is_judged_by_the_day_of_paris() -> None:
    """At half past midnight in Paris, yesterday is past; in UTC it is still today."""
    past_midnight = datetime(2025, 5, 26, 22, 30, tzinfo=UTC)
    for born, problems in (("26/05/2025", 0), ("27/05/2025", 1)):
        found = reading.read_one({**CANDIDATE, "dateNaissance": born}, rank=1, now=past_midnight)
        assert (len(found) if isinstance(found, list) else 0) == problems, born


def test_keys_of_any_case_and_numbers_as_text_are_taken() -> None:
    """formats, section 4: keys of uncertain case; a number may come as text."""
    odd = {name.upper(): str(value) if isinstance(value, int) else value for name, value in CANDIDATE.items()}
    assert messages.admitted(body_of(odd), now=NOW) == messages.admitted(body_of(CANDIDATE), now=NOW)
    wrapped = json.dumps({"Candidats": [CANDIDATE]}).encode("utf-8-sig")
    assert messages.admitted(wrapped, now=NOW) == messages.admitted(body_of(CANDIDATE), now=NOW)
    assert messages.admitted(b"[]", now=NOW) == []


@pytest.mark.parametrize("wrapped", [True, False])
def test_the_data_of_a_push_is_taken_at_the_root_or_under_its_name(wrapped: bool) -> None:
    """formats, section 4: accept both."""
    who = {"Login": "psup", "PWD": "secret"}
    body = (
        {"identifiant": who, "DonneesCandidat": CANDIDATE} if wrapped else {"Identifiant": who, **CANDIDATE}
    )
    found = messages.pushed(json.dumps(body).encode())
    assert (found.login, found.password) == ("psup", "secret")
    assert messages.one_admitted(found.data, now=NOW).candidate_number == "1234567"


@pytest.mark.parametrize(
    ("body", "taken", "says"),
    [
        (b'{"retour":"OK","message":""}', True, ""),
        (b'{"Retour":"nok","Message":"Candidat\\ninconnu"}', False, "Candidat inconnu"),
    ],
)
def test_the_answer_to_what_was_sent(body: bytes, taken: bool, says: str) -> None:
    """formats, section 4."""
    assert messages.verdict(body) == (taken, says)


@pytest.mark.parametrize(
    "body", [b"", b"OK", b"[]", b"{}", b'{"retour":1}', b'{"retour":"PEUT"}', b"{", b'{"retour":"OK"']
)
def test_half_an_answer_is_no_answer(body: bytes) -> None:
    """formats, section 4: neither taken nor refused."""
    with pytest.raises(BodyRefused):
        messages.verdict(body)


def test_a_field_given_twice_among_many_is_found_in_one_reading() -> None:
    """formats, section 4: whoever calls has not said who they are yet, and a body may hold a megabyte of names."""
    names = [f"{rank:x}" for rank in range(100_000)]
    body = "{" + ",".join(f'"{name}":0' for name in [*names, names[-1]]) + "}"
    assert 900_000 < len(body) < 2**20
    began = time.process_time()
    with pytest.raises(BodyRefused, match="body_refused") as refused:
        messages.pushed(body.encode())
    assert time.process_time() - began < 5
    assert f"« {names[-1]} » : ce champ est donné deux fois" in refused.value.sentence
