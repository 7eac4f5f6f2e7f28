"""R6.2: the INE of learners, typed with its key checked, or asked for by a file and its answer."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, true, update

from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.learners.actions import merge
from recruitment.learners.ine import queries
from recruitment.learners.ine.actions import ask, type_ine
from recruitment.learners.ine.answering import take_answer
from recruitment.learners.models import Learner
from recruitment.programmes.models import Programme
from tests.contracts.desk import clock_at, lines, refused_by
from tests.learners.registered import AUGUST, INES, Office, learner_of, make_office, make_registration

#: The five forms; the key of the last, national, is not the one that it should be.
FORMS = {
    "bea": "0494004062M",
    "university": "12345ABCDE0",
    "apprenticeship": "1234A56789B",
    "provisional": "1234D56789B",
    "national": "123456789AA",
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_typed_with_its_key_checked(app: Flask, form: str) -> None:
    """R6.2: a wrong national key is a doubt that is told, never a refusal."""
    office = make_office()
    id_ = make_registration(office)
    row = learner_of(id_)
    version = row.version
    with clock_at(AUGUST):
        told = type_ine(office.author, row.id, f" {FORMS[form].lower()} ", version=version)
        with refused_by("stale_version"):
            type_ine(office.author, row.id, FORMS[form], version=version)
    after = learner_of(id_)
    assert (after.ine, after.ine_origin, after.ine_doubtful) == (FORMS[form], "typed", form == "national")
    assert told is (form == "national")
    assert lines("ine_typed")[0][1] == {"learner": row.id, "form": form, "doubtful": told}


def test_a_wrong_key_or_another_s_number_is_refused(app: Flask) -> None:
    """R6.2: nothing is written; one centre's number is no business of another's."""
    office = make_office()
    mine, other = make_registration(office), make_registration(office, learner={"ine": INES[0]})
    for wrong in ("0494004062A", "12345ABCDE1", "", "1234567890"):
        with clock_at(AUGUST), refused_by("ine_invalid"):
            type_ine(office.author, learner_of(mine).id, wrong, version=None)
    with clock_at(AUGUST), refused_by("ine_taken"):
        type_ine(office.author, learner_of(mine).id, INES[0], version=None)
    assert (learner_of(mine).ine, learner_of(other).ine) == (None, INES[0])


def test_those_without_one_are_listed(app: Flask) -> None:
    """R6.2: none at all, or a provisional one; not another year's, nor one cancelled."""
    office = make_office()
    ids = [
        make_registration(office, learner={"ine": ine})
        for ine in (None, "1234D56789B", "0123D567897", INES[0])
    ]
    gone: dict[str, Any] = {
        "cancelled_at": AUGUST,
        "cancelled_by_id": office.author.id,
        "cancel_reason": "Parti",
    }
    make_registration(office, **gone)
    mine = Programme.id == office.programme.id
    assert [row.registration_id for row in queries.without_ine(2025, mine, 10)] == ids[:2]
    assert (queries.count_without(2025, mine), queries.count_without(2024, mine)) == (2, 0)


def asked(office: Office, *ids: int) -> int:
    """Ask for the INE of the learners of these registrations; return the request's id."""
    with clock_at(AUGUST):
        return ask(office.author, ids, centre_id=office.centre_id, year=2025)


def answered(office: Office, folder: Path, text: str) -> Exchange:
    """Take an answer file that holds this; return its line in the log."""
    path = folder / "answer.csv"
    path.write_text(text, encoding="utf-8")
    return taken(office, path)


def taken(office: Office, path: Path) -> Exchange:
    """Take a file as an answer; return its line in the log."""
    with clock_at(AUGUST):
        id_ = take_answer(
            office.author, path, "answer.csv", centre_id=office.centre_id, mine=true(), year=2025,
            campaign_id=office.programme.campaign_id,
        )  # fmt: skip
    db.session.rollback()
    return db.session.get_one(Exchange, id_)


def told(exchange_id: int) -> list[tuple[int, str, str | None]]:
    """Return the lines of an exchange: number, action, sentence."""
    found = select(ExchangeLine.line, ExchangeLine.action, ExchangeLine.message)
    rows = db.session.execute(
        found.where(ExchangeLine.exchange_id == exchange_id).order_by(ExchangeLine.line)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def test_a_batch_is_asked_for_and_answered_by_our_lines(app: Flask, tmp_path: Path) -> None:
    """R6.2, R6.4: the five forms come back; who is refused one keeps none; both exchanges are in the log."""
    office = make_office()
    ids = [make_registration(office) for _ in FORMS]
    refused, unborn = make_registration(office), make_registration(office, learner={"birth_date": None})
    request = asked(office, *ids, refused, unborn)
    assert [line[1] for line in told(request)] == [*["sent"] * 6, "left_out"]
    first = json.loads(
        db.session.scalars(select(ExchangeLine.payload).order_by(ExchangeLine.line)).first() or ""
    )
    assert (first["ligne"], first["prenom"], first["date_naissance"]) == (
        f"{request}-1",
        "Camille",
        "2005-02-03",
    )
    rows = [f"{request}-{rank};{ine};;MARTIN {learner_of(id_).last_name[7:]};camille;03/02/2005"
            for rank, (id_, ine) in enumerate(zip(ids, FORMS.values(), strict=True), start=1)]  # fmt: skip
    text = "\n".join(["Ligne;INE;Motif;Nom;Prénom;Date de naissance", *rows, f"{request}-6;;Inconnu;;;"])
    answer = answered(office, tmp_path, text)
    assert (answer.state, answer.counts) == ("done", {"changed": 5, "left_out": 1})
    assert [learner_of(id_).ine for id_ in ids] == list(FORMS.values())
    assert {learner_of(id_).ine_origin for id_ in ids} == {"batch"}
    assert learner_of(refused).ine is None
    assert "comparez-le" in (told(answer.id)[4][2] or "")
    assert len(lines("ine_answered")) == 5
    assert answered(office, tmp_path, text).counts == {"unchanged": 5, "left_out": 1}


def test_one_wrong_line_and_nothing_is_taken(app: Flask, tmp_path: Path) -> None:
    """R6.2: each error by line and column; the right lines are not taken either."""
    office, other = make_office(), make_office()
    ids = [make_registration(office) for _ in range(9)]
    foreign = asked(other, make_registration(other))
    make_registration(office, learner={"ine": INES[1]})
    request = asked(office, *ids)
    with transaction() as session:
        known = {"ine": INES[2], "ine_origin": "typed"}
        session.execute(update(Learner).where(Learner.id == learner_of(ids[3]).id).values(known))
    cases = [
        (f"{request}-1;{INES[0]};;;;", None),
        (f"{request}-2;0494004062A;;;;", "colonne ine"),
        (f"{request}-3;{INES[1]};;;;", "déjà celui d’un autre"),
        (f"{request}-4;{INES[3]};;;;", "déjà un autre INE"),
        (f"{request}-5;;;;;", "Ni INE, ni motif"),
        (f"{request}-6;{INES[4]};Inconnu;;;", "à la fois"),
        (f"{request}-7;{INES[0]};;;;", "deux fois dans le fichier"),
        (f"{request}-1;{INES[4]};;;;", "a déjà une réponse"),
        (f"{foreign}-1;{FORMS['national']};;;;", "Aucune demande de votre établissement"),
        (f"{request}-99;{FORMS['national']};;;;", "Aucune demande"),
        (f"99999999999-1;{FORMS['national']};;;;", "pas un des nôtres"),
        (f"{request};{FORMS['national']};;;;", "pas un des nôtres"),
        (f";{FORMS['national']};;;;", "manque"),
        (f"{request}-8;{FORMS['national']};;Durand;Camille;", "colonne nom"),
        (f"{request}-9;{FORMS['provisional']};;;;2005-02-30", "colonne date_naissance"),
        (f"{request}-9;{FORMS['apprenticeship']};;;;2005-02-04", "n’est pas celle de la demande"),
        (f"{request}-9;{INES[0]}", "autant de cellules"),
    ]
    text = "\n".join(["ligne;ine;motif;nom;prenom;date_naissance", *(line for line, _said in cases)])
    answer = answered(office, tmp_path, text)
    said = {number: message or "" for number, action, message in told(answer.id) if action == "refused"}
    assert sorted(said) == [at for at, (_line, word) in enumerate(cases, start=2) if word]
    for at, (_line, word) in enumerate(cases, start=2):
        assert word is None or word in said[at], (at, said[at])
    assert answer.state == "failed"
    assert "rien n’a été enregistré" in (answer.error or "")
    assert [learner_of(id_).ine for id_ in ids if id_ != ids[3]] == [None] * 8
    assert lines("ine_answered") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "vide"),
        ("ligne;ine\n", "aucune donnée"),
        ("ligne;nom\n1-1;x\n", "Colonnes nécessaires absentes : ine"),
        ("ligne;ine;INA\n1-1;x;y\n", "présentes deux fois : ine"),
        ('ligne;ine\n1-1;"x\n', "guillemet"),
        ("%PDF-1.7 not a table", ""),
    ],
)
def test_what_is_no_answer_is_given_up_whole(app: Flask, tmp_path: Path, text: str, said: str) -> None:
    """R6.2, R6.4: a failed exchange says why, and leaves nothing else."""
    answer = answered(make_office(), tmp_path, text)
    assert answer.state == "failed"
    assert said in (answer.error or "")
    assert told(answer.id) == []


def put_together(office: Office, gone: int, kept: int) -> None:
    """Merge the learner of a registration into that of another."""
    with clock_at(AUGUST):
        merge(office.author, learner_of(kept).id, learner_of(gone).id, taken=())


def test_an_answer_follows_a_learner_who_was_merged(app: Flask, tmp_path: Path) -> None:
    """R6.2: into the one that stayed; a provisional number gives way to the final one."""
    office = make_office()
    asked_for, kept = (
        make_registration(office),
        make_registration(office, learner={"ine": FORMS["provisional"]}),
    )
    request = asked(office, asked_for)
    put_together(office, asked_for, kept)
    answer = answered(office, tmp_path, f"ligne;ine\n{request}-1;{FORMS['bea']}\n")
    assert answer.state == "done", answer.error
    assert learner_of(kept).ine == FORMS["bea"]


def test_two_numbers_for_one_person_are_refused_with_both_lines(app: Flask, tmp_path: Path) -> None:
    """R6.2: two files asked for and merged since, or one asked for twice; the last line overwrites nothing."""
    office = make_office()
    kept, gone, other = (make_registration(office) for _ in range(3))
    request, again = asked(office, kept, gone, other), asked(office, other)
    put_together(office, gone, kept)
    text = f"ligne;ine\n{request}-1;{INES[0]}\n{request}-2;{INES[1]}\n{request}-3;{INES[2]}\n{again}-1;{INES[3]}\n"
    answer = answered(office, tmp_path, text)
    assert answer.state == "failed"
    said = {number: message or "" for number, _action, message in told(answer.id)}
    assert {at: ("lignes 2 et 3" in one, "lignes 4 et 5" in one) for at, one in said.items()} == {
        2: (True, False), 3: (True, False), 4: (False, True), 5: (False, True),
    }  # fmt: skip
    assert (learner_of(kept).ine, learner_of(other).ine) == (None, None)
    assert lines("ine_answered") == []


def test_one_number_on_both_lines_of_one_person_is_taken_once(app: Flask, tmp_path: Path) -> None:
    """R6.2: two files merged since, or one asked for twice: it is one person."""
    office = make_office()
    kept, gone, other = (make_registration(office) for _ in range(3))
    request, again = asked(office, kept, gone, other), asked(office, other)
    put_together(office, gone, kept)
    rows = [
        f"{request}-1;{INES[0]}",
        f"{request}-2;{INES[0]}",
        f"{request}-3;{INES[1]}",
        f"{again}-1;{INES[1]}",
    ]
    answer = answered(office, tmp_path, "\n".join(["ligne;ine", *rows]))
    assert (answer.state, answer.counts) == ("done", {"changed": 2, "unchanged": 2}), answer.error
    assert [action for _line, action, _said in told(answer.id)] == ["changed", "unchanged"] * 2
    assert (learner_of(kept).ine, learner_of(other).ine) == (INES[0], INES[1])
    assert len(lines("ine_answered")) == 2
