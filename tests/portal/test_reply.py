"""R5.2 to R5.5 a candidate answers an offer in two steps, and gets a receipt."""

import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.rules.vocabulary import ApplicationState as State
from tests import builders
from tests.contracts.desk import SIRET
from tests.portal.visitor import NOW, answer, confirm, enter, make_candidate, words


@time_machine.travel(NOW, tick=False)
def test_accepting_for_good_names_what_is_lost_then_does_it(client: FlaskClient, session: Session) -> None:
    """R5.3, R5.4."""
    candidate = make_candidate()
    wish = builders.make_application(state=State.OFFER_PENDING, candidate=candidate)
    other = builders.make_application(state=State.SEEKING_CONTRACT, candidate=candidate)
    path = enter(client, candidate)
    home = words(client.get(path).text)
    assert "Vous avez une proposition d’admission" in home
    assert "Il vous reste 10 jours et 9 heures" in home
    assert "Répondez avant le 5 juin 2025, 23 h 59 (heure de Paris)" in home
    assert "Vous renoncez à votre autre vœu." in home
    second = answer(client, path, reply="accept", siret=SIRET, employer_name="")
    said = words(second.text)
    assert "J’ai compris que je renonce à mon autre vœu." in said
    assert "BTS Électrotechnique" in said
    assert session.get_one(Application, wish.id).state == State.OFFER_PENDING
    done = confirm(client, path, second)
    assert (done.status_code, done.location) == (303, f"{path}/recu/{wish.id}")
    receipt = words(client.get(done.location).text)
    assert "Vous êtes admis(e) en BTS Électrotechnique" in receipt
    assert "26 mai 2025 à 14 h 32 (heure de Paris)" in receipt
    session.expire_all()
    assert session.get_one(Application, wish.id).state == State.ACCEPTED
    assert session.get_one(Application, other.id).state == State.WITHDRAWN
