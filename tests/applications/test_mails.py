"""What candidates and managers are told about applications, in the words that leave."""

from dataclasses import astuple
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from recruitment.applications.mails import about
from recruitment.mail import registry
from recruitment.mail.registry import Addressee, NoLongerNeeded
from recruitment.mail.rendering import Texts, render
from recruitment.rules.vocabulary import ApplicationState as State
from tests.builders import make_account, make_application, make_candidate, make_centre, make_programme

CAMILLE = Addressee("camille@exemple.fr", "Camille Martin")
MORNING = datetime(2025, 5, 21, 7, 0, tzinfo=UTC)


def texts_of(session: Session, name: str, payload: dict[str, object]) -> Texts:
    """Return what a mail says about real rows."""
    template = registry.find(name)
    assert template is not None
    made = render(template, CAMILLE, template.variables(session, payload), "https://tremplin.exemple.fr")
    return Texts(*(part.replace("\u00a0", " ").replace("&nbsp;", " ") for part in astuple(made)))


def test_a_candidate_learns_that_a_person_retained_them(session: Session) -> None:
    """R2.6, R4.3: what the state means, what to do, and the days in which a contract can be entered."""
    application = make_application(
        state=State.SEEKING_CONTRACT, programme=make_programme(title="BTS Électrotechnique")
    )
    said = texts_of(session, "retained", {"application": application.id})
    for part in (said.text, said.html):
        assert "BTS Électrotechnique" in part
        assert "En recherche de contrat" in part
        assert "du 17 mars 2025 au 13 octobre 2025" in part
        assert "Ce n’est pas encore une admission" in part
        assert "décision est automatique" not in part
    assert "Martin" not in said.subject


def test_a_candidate_learns_of_the_passage(session: Session) -> None:
    """R3.4, RGPD article 22: nobody decided in time, and the letter says so."""
    application = make_application(state=State.SEEKING_CONTRACT, origin="system")
    said = texts_of(session, "retained", {"application": application.id}).text
    assert "Cette décision est automatique : le délai d’examen des dossiers est terminé" in said
    assert "demander à l’établissement qu’une personne vous l’explique" in said


def test_a_candidate_of_a_programme_that_examines_nothing_is_told_so(session: Session) -> None:
    """R2.2."""
    application = make_application(state=State.SEEKING_CONTRACT, programme=make_programme(examines=False))
    assert "n’examine pas les dossiers" in texts_of(session, "retained", {"application": application.id}).text


def test_a_refused_candidate_may_ask_for_the_grounds(session: Session) -> None:
    """R2.4, R2.7: final, for this programme alone; the reason itself is not in the mail."""
    application = make_application(state=State.REFUSED, refusal_details="Dossier trop faible")
    said = texts_of(session, "refused", {"application": application.id})
    assert "définitive" in said.text
    assert "motifs de cette décision" in said.text
    assert "Dossier trop faible" not in said.text + said.html


def test_a_manager_learns_of_a_new_wish_without_the_candidate_s_name(session: Session) -> None:
    """R3.6."""
    candidate = make_candidate(last_name="Belkacem", first_name="Inès")
    application = make_application(candidate=candidate, confirmed_at=datetime(2025, 5, 12, 10, tzinfo=UTC))
    said = texts_of(
        session, "new_wish", {"application": application.id, "programme": application.programme_id}
    )
    assert "Belkacem" not in said.subject + said.text + said.html
    assert "Dernier jour : 1er juin 2025" in said.text
    assert f"https://tremplin.exemple.fr/candidatures/{application.id}" in said.text


@time_machine.travel(MORNING, tick=False)
def test_the_digest_counts_by_programme_and_leaves_out_what_is_over(session: Session) -> None:
    """R3.6: late, it tells only what can still be done."""
    programme = make_programme(title="BTS Électrotechnique")
    lines = [
        {"programme": programme.id, "last_day": date(2025, 5, 28).isoformat(), "days": 7, "count": 16},
        {"programme": programme.id, "last_day": date(2025, 5, 20).isoformat(), "days": 0, "count": 3},
    ]
    said = texts_of(session, "deadline_reminder", {"day": "2025-05-21", "programmes": lines})
    assert "16 candidatures à examiner, dernier jour le 28 mai 2025" in said.text
    assert "20 mai" not in said.text
    with pytest.raises(NoLongerNeeded):
        texts_of(session, "deadline_reminder", {"day": "2025-05-13", "programmes": lines[1:]})


def test_what_is_gone_is_not_told(session: Session) -> None:
    with pytest.raises(NoLongerNeeded):
        about(session, 999)


def test_titles_and_names_are_escaped_in_html_and_plain_in_text(session: Session) -> None:
    application = make_application(programme=make_programme(title="BTS <b>A & B</b>"))
    said = texts_of(session, "new_wish", {"application": application.id})
    assert "BTS <b>A & B</b>" in said.text
    assert "BTS &lt;b&gt;A &amp; B&lt;/b&gt;" in said.html


def test_who_is_written_to(app: Flask, session: Session) -> None:
    """A closed account and a candidate without an address get nothing; R2.8 is no bar to writing to the person."""
    candidate = make_candidate(email="ines@exemple.fr", last_name="Belkacem", first_name="Inès")
    mute = make_candidate(email=None)
    opened = make_account(email="a.b@cfa.fr", display_name="Alix Morel")
    closed = make_account(closed_at=MORNING)
    names = [
        f"candidate:{candidate.id}",
        f"candidate:{mute.id}",
        f"account:{opened.id}",
        f"account:{closed.id}",
    ]
    found = registry.addressees(session, [*names, "candidate:x", "autre:1"])
    assert found == {
        names[0]: Addressee("ines@exemple.fr", "Inès Belkacem"),
        names[1]: Addressee("", "Camille Martin"),
        names[2]: Addressee("a.b@cfa.fr", "Alix Morel"),
    }


@pytest.mark.parametrize(
    ("because", "words"),
    [
        ("own", "Vous avez renoncé à ce vœu"),
        ("accepted_elsewhere", "accepté définitivement une autre proposition"),
        ("no_reply", "automatiquement. Vous pouvez demander"),
    ],
)
def test_a_wish_that_ends_says_why(session: Session, because: str, words: str) -> None:
    """R5.4, R5.6, R5.7, RGPD article 22."""
    gone, kept = make_application(state=State.WITHDRAWN), make_application(state=State.SEEKING_CONTRACT)
    assert words in texts_of(session, "wish_withdrawn", {"application": gone.id, "because": because}).text
    with pytest.raises(NoLongerNeeded):
        texts_of(session, "wish_withdrawn", {"application": kept.id, "because": because})


def test_a_closure_is_told_to_who_is_still_in_search(session: Session) -> None:
    """R4.9."""
    closed = make_programme(closed_at=MORNING)
    searching = make_application(state=State.SEEKING_CONTRACT, programme=closed)
    open_ = make_application(state=State.SEEKING_CONTRACT)
    left = make_application(state=State.WITHDRAWN, programme=closed)
    assert "ne recrute plus" in texts_of(session, "recruitment_closed", {"application": searching.id}).text
    for other in (open_, left):
        with pytest.raises(NoLongerNeeded):
            texts_of(session, "recruitment_closed", {"application": other.id})


@pytest.mark.parametrize(
    ("name", "of_name"),
    [("Inès", "d’Inès"), ("Camille", "de Camille"), ("Yanis", "de Yanis"), ("Yves", "d’Yves")],
)
def test_a_guardian_reads_the_first_name_in_good_french(session: Session, name: str, of_name: str) -> None:
    """R2.6: the first name only; of age since, or the choice taken back, and the letter does not leave."""
    centre = make_centre(mail_guardians=True)
    programme = make_programme(centre=centre, title="BTS Électrotechnique")
    made = [
        make_application(
            state=State.REFUSED,
            programme=programme,
            candidate=make_candidate(first_name=name, last_name="Belkacem", birth_date=born),
        )
        for born in (date(2008, 6, 1), date(2000, 6, 1))
    ]
    with time_machine.travel(MORNING, tick=False):
        said = texts_of(session, "guardian_refused", {"application": made[0].id})
        with pytest.raises(NoLongerNeeded):
            texts_of(session, "guardian_refused", {"application": made[1].id})
    assert f"la candidature {of_name} pour" in said.text
    assert "Belkacem" not in said.text + said.html
    assert "/candidat/" not in said.text + said.html
