"""R5.2 by file: the platform's list of replies, recorded where our offer waits, told where it contradicts us."""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from recruitment.applications.models import Candidate
from recruitment.core.database import db
from recruitment.enrolments import actions
from recruitment.enrolments.models import ReplyDiscrepancy
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.transfers import actions as transfers
from recruitment.transfers import staging
from recruitment.transfers.columns import NO_PROGRAMME, HeadersRefused
from tests import builders
from tests.asked import statements
from tests.contracts.desk import (
    MONDAY,
    SIRET,
    Desk,
    clock_at,
    contracts_of,
    lines,
    mails,
    make_desk,
    paris,
    seats_taken,
    state_of,
)
from tests.importing import Imported, check, load, write_file

SCREEN = {
    "Candidat": "MARTIN Camille",
    "Etat": "Contrat saisi",
    "Inscription administrative": "Non renseigné",
}


def row(desk: Desk, **cells: str) -> dict[str, str]:
    """Return a line of the list as the platform's screen shows it."""
    return {"N°Inscription": desk.candidate.candidate_number, **SCREEN, **cells}


def imported(folder: Path, desk: Desk, *rows: Mapping[str, str]) -> Imported:
    """Import a list for the desk's programme."""
    with clock_at(MONDAY):
        return load(write_file(folder, rows), "replies", programme_id=desk.programme.id)


def waiting() -> list[tuple[str, str]]:
    """Return the discrepancies that wait: kind and facts."""
    db.session.rollback()
    rows = db.session.scalars(
        select(ReplyDiscrepancy).where(ReplyDiscrepancy.settled_at.is_(None)).order_by(ReplyDiscrepancy.id)
    )
    return [(one.kind, one.facts) for one in rows]


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"codeSituation": "0"}, State.OFFER_PENDING),
        ({"codeSituation": "1"}, State.ACCEPTED),
        ({"codeSituation": "2"}, State.ACCEPTED_KEEPING_WISHES),
        ({"codeSituation": "3"}, State.WITHDRAWN_WITH_CONTRACT),
        ({"Réponse du candidat": "Résultat connu ultérieurement"}, State.OFFER_PENDING),
        ({"Réponse  DU  candidat": "formation acceptée"}, State.ACCEPTED_KEEPING_WISHES),
    ],
)
def test_situations_and_words(app: Flask, tmp_path: Path, cells: dict[str, str], state: State) -> None:
    """R5.2, formats, section 2: headers matched after folding, `Formation acceptée` kept as the mildest yes."""
    desk = make_desk(State.OFFER_PENDING)
    imported(tmp_path, desk, row(desk, **cells))
    assert state_of(desk.application.id) == state
    assert waiting() == []


def test_the_effects_are_those_of_the_candidates_own_act(app: Flask, tmp_path: Path) -> None:
    """R5.4, R2.6: other wishes renounced, all told, the list's date kept; the same file again changes nothing."""
    desk = make_desk(State.OFFER_PENDING)
    other = builders.make_application(
        candidate=desk.candidate, programme=builders.make_programme(), state=State.OFFER_PENDING
    )
    cells = {
        "codeSituation": "1",
        "Date de la réponse": "25/05/2025 10:15",
        "SIRET": SIRET,
        "Employeur": "Ailleurs",
    }
    first = imported(tmp_path, desk, row(desk, **cells))
    assert first.counts == (1, 0, 0, 0)
    (contract,) = contracts_of(desk.programme.id)
    assert (contract.reply_origin, contract.reply_siret) == ("file", SIRET)
    assert contract.replied_at == paris("2025-05-25T10:15")
    assert state_of(other.id) == State.WITHDRAWN_WITH_CONTRACT
    assert len(mails("offer_accepted")) == 1
    ((line, details),) = lines("accept")
    assert (line.actor_kind, details["origin"]) == ("operator", "file")
    again = imported(tmp_path, desk, row(desk, **cells))
    assert again.counts == (0, 0, 1, 0)
    assert (len(lines("accept")), waiting()) == (1, [])


def test_contradictions_wait_and_overwrite_nothing(app: Flask, tmp_path: Path) -> None:
    """R5.2: missing here, missing there, different; twice the same file is once; one that agrees closes them."""
    desk = make_desk(State.ACCEPTED)
    declined = builders.make_application(state=State.WITHDRAWN_WITH_CONTRACT, programme=desk.programme)
    absent = builders.make_application(state=State.ACCEPTED, programme=desk.programme)
    numbers = {one.id: number_of(one.candidate_id) for one in (declined, absent)}
    rows = [
        row(desk, codeSituation="0"),
        {**row(desk, codeSituation="1"), "N°Inscription": numbers[declined.id]},
        {**row(desk, codeSituation="2"), "N°Inscription": "99887766", "Candidat": "INCONNUE Rose"},
    ]
    for _ in range(2):
        imported(tmp_path, desk, *rows)
        assert waiting() == [
            ("missing_there", '[["reply", "accepted", "0"]]'),
            ("different", '[["reply", "declined", "1"]]'),
            ("missing_here", '[["candidate", "no_wish", "2"]]'),
            ("missing_there", '[["reply", "accepted", "absent"]]'),
        ]
    assert (state_of(desk.application.id), state_of(declined.id)) == ("accepted", "withdrawn_with_contract")
    agreeing = [
        row(desk, codeSituation="1"),
        {**rows[1], "codeSituation": "3"},
        {**rows[1], "N°Inscription": numbers[absent.id]},
    ]
    found = imported(tmp_path, desk, *agreeing)
    assert found.counts == (0, 3, 0, 0)
    assert [kind for kind, _ in waiting()] == ["missing_here"]


def test_a_discrepancy_found_before_its_wish_is_tied_to_it(app: Flask, tmp_path: Path) -> None:
    """R5.2: so that it is kept, and goes, with the file."""
    desk = make_desk(State.OFFER_PENDING)
    rows = [row(desk, codeSituation="0"), {**row(desk, codeSituation="2"), "N°Inscription": "99887766"}]
    imported(tmp_path, desk, *rows)
    candidate = builders.make_candidate(candidate_number="99887766", last_name="Martin")
    wish = builders.make_application(programme=desk.programme, candidate=candidate)
    imported(tmp_path, desk, *rows)
    assert waiting() == [("missing_here", '[["reply", "none", "2"]]')]
    assert db.session.scalars(select(ReplyDiscrepancy.application_id)).all() == [wish.id]


def test_the_days_of_a_number_without_a_wish_begin_with_the_last_new_thing_said(
    app: Flask, tmp_path: Path
) -> None:
    """R5.2: as docs/data.md says; the same list again says nothing new of it."""
    desk = make_desk(State.OFFER_PENDING)
    for days, situation in ((0, "2"), (1, "1"), (2, "1")):
        lines_ = [row(desk, codeSituation="0"), {**row(desk, codeSituation=situation), "N°Inscription": "9"}]
        with clock_at(MONDAY + timedelta(days=days)):
            load(write_file(tmp_path, lines_), "replies", programme_id=desk.programme.id)
    assert db.session.scalars(select(ReplyDiscrepancy.seen_at)).all() == [MONDAY + timedelta(days=1)]


def test_a_reply_after_our_term_is_a_contradiction(app: Flask, tmp_path: Path) -> None:
    """R5.6: though the list dates it before; nothing is recorded."""
    desk = make_desk(State.OFFER_PENDING)
    (contract,) = contracts_of(desk.programme.id)
    cells = {"codeSituation": "1", "Date de la réponse": "26/05/2025 10:15"}
    with clock_at(contract.reply_until + timedelta(seconds=1)):
        load(write_file(tmp_path, [row(desk, **cells)]), "replies", programme_id=desk.programme.id)
    assert waiting() == [("different", '[["reply", "too_late", "1"]]')]
    assert state_of(desk.application.id) == State.OFFER_PENDING


def test_what_somebody_settled_is_not_opened_again(app: Flask, tmp_path: Path) -> None:
    """R5.2: by the same words; by others it is."""
    desk = make_desk(State.ACCEPTED)
    imported(tmp_path, desk, row(desk, codeSituation="0"))
    with clock_at(MONDAY):
        actions.settle_discrepancy(
            desk.author, db.session.scalars(select(ReplyDiscrepancy.id)).one(), note="Vu"
        )
    assert imported(tmp_path, desk, row(desk, codeSituation="0")).counts == (0, 0, 1, 0)
    assert imported(tmp_path, desk, row(desk, codeSituation="3")).counts == (0, 1, 0, 0)


def test_lines_that_cannot_be_taken_say_why(app: Flask, tmp_path: Path) -> None:
    """R5.2: and the others are recorded."""
    desk = make_desk(State.OFFER_PENDING)
    good = row(desk, **{"codeSituation": "1", "Réponse du candidat": "Formation acceptée"})
    rows = [
        good,
        good,
        {**good, "N°Inscription": "1", "Réponse du candidat": "Peut-être"},
        {**good, "N°Inscription": "2", "Réponse du candidat": "Renonce"},
        {**good, "N°Inscription": "3", "codeSituation": "7"},
        {**good, "N°Inscription": "4", "Code formation": "00000"},
        {**good, "N°Inscription": "x5"},
    ]
    found = imported(tmp_path, desk, *[{"Code formation": desk.programme.code, **one} for one in rows])
    assert [(line, code) for line, _column, code in found.said] == [
        (3, "wish_repeated"),
        (4, "reply_words"),
        (5, "answers_differ"),
        (6, "situation"),
        (7, "programme_other"),
        (8, "candidate_number"),
    ]
    assert (found.new, found.refused, seats_taken(desk.programme.id)) == (1, 6, 1)


def test_two_lines_that_differ_are_both_refused(app: Flask, tmp_path: Path) -> None:
    """R5.4: nobody can say which is right, and an acceptance for good is not taken back."""
    desk = make_desk(State.OFFER_PENDING)
    found = imported(tmp_path, desk, row(desk, codeSituation="1"), row(desk, codeSituation="3"))
    assert sorted((line, code) for line, _column, code in found.said) == [
        (2, "wish_repeated"),
        (3, "wish_repeated"),
    ]
    assert state_of(desk.application.id) == State.OFFER_PENDING


def test_a_refused_line_is_not_an_absent_one(app: Flask, tmp_path: Path) -> None:
    """R5.2: a wrong SIRET beside a candidate who accepted here: nothing is missing over there."""
    desk = make_desk(State.ACCEPTED)
    found = imported(tmp_path, desk, row(desk, codeSituation="7"))
    assert [code for _line, _column, code in found.said] == ["situation"]
    assert waiting() == []


def test_a_number_under_another_name_is_refused(app: Flask, tmp_path: Path) -> None:
    """R5.2: a reply is for ever, and would go to somebody else."""
    desk = make_desk(State.OFFER_PENDING)
    found = imported(tmp_path, desk, {**row(desk, codeSituation="1"), "Candidat": "DURAND Camille"})
    assert [code for _line, _column, code in found.said] == ["name_differs"]
    assert state_of(desk.application.id) == State.OFFER_PENDING


def test_two_wishes_of_one_candidate_in_one_list(app: Flask, tmp_path: Path) -> None:
    """R5.4: the acceptance of one ends the other before its own line comes."""
    desk = make_desk(State.OFFER_PENDING)
    second = builders.make_programme()
    other = builders.make_application(candidate=desk.candidate, programme=second, state=State.OFFER_PENDING)
    rows = [
        {**row(desk, codeSituation="1"), "Code formation": desk.programme.code},
        {**row(desk, codeSituation="3"), "Code formation": second.code},
    ]
    with clock_at(MONDAY):
        load(write_file(tmp_path, rows), "replies")
    assert (state_of(desk.application.id), state_of(other.id)) == ("accepted", "withdrawn_with_contract")
    assert waiting() == []


def test_without_a_programme_the_list_must_tell_it(app: Flask, tmp_path: Path) -> None:
    """formats, section 2: the user says which programme a file belongs to; and it holds replies."""
    desk = make_desk(State.OFFER_PENDING)
    with pytest.raises(HeadersRefused) as refused:
        load(write_file(tmp_path, [row(desk, codeSituation="1")]), "replies")
    assert refused.value.missing == (NO_PROGRAMME,)
    with pytest.raises(HeadersRefused) as refused:
        load(write_file(tmp_path, [row(desk)]), "replies", programme_id=desk.programme.id)
    assert refused.value.missing == ("Réponse du candidat ou codeSituation",)


def test_a_long_list_takes_the_journal_once_and_last(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R5.2: in several chunks, and few statements for each line; who waits for a chain waits for all of them."""
    desk = make_desk(State.OFFER_PENDING)
    others = [
        builders.make_application(programme=desk.programme, state=State.OFFER_PENDING) for _ in range(9)
    ]
    numbers = [number_of(one.candidate_id) for one in (desk.application, *others)]
    rows = [{**row(desk, codeSituation="1"), "N°Inscription": number} for number in numbers]
    monkeypatch.setattr(staging, "CHUNK", 4)
    with clock_at(MONDAY):
        run, held = check(write_file(tmp_path, rows), "replies", programme_id=desk.programme.id)
        with statements() as asked:
            transfers.write(run.run_id, held)
    said = [one.text for one in asked]
    assert len(lines("accept")) == len(mails("offer_accepted")) == len(rows)
    of_chains = [rank for rank, one in enumerate(said) if "journal_chain" in one and one.startswith("SELECT")]
    of_wishes = [rank for rank, one in enumerate(said) if re.match("UPDATE (contract|application)", one)]
    assert len(of_chains) == 2  # the replies', then the import's own
    assert of_chains[0] > of_wishes[-1]
    assert len(said) < 10 * len(rows)


def number_of(candidate_id: int) -> str:
    return db.session.get_one(Candidate, candidate_id).candidate_number
