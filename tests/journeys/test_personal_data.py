"""The pages of personal data in Chromium: no barrier; what goes to paper leaves its trace (WCAG 2.2, I14)."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert, select

from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.journal.models import AccessAlert, AccessEntry
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.journeys.conftest import NOW, Desk
from tests.journeys.steps import sign_in
from tests.journeys.test_accessibility import barriers, on_pages

pytestmark = pytest.mark.browser


@pytest.fixture
def administrator(page: Page, desk: Desk) -> Page:
    """Give a page of the centre's administrator, who has been warned of something."""
    account = builders.make_account(Role.ADMINISTRATOR, centre=desk.centre)
    with transaction() as session:
        session.execute(
            insert(AccessAlert).values(
                at=NOW, account_id=desk.manager.id, centre_id=desk.centre.id, files=214
            )
        )
    sign_in(page, desk.server, account)
    return page


def test_no_barrier_on_the_pages_of_personal_data(administrator: Page, desk: Desk) -> None:
    """The file with its card, the trace, the person's data, the correction, the hold."""
    file = f"/candidatures/{desk.files['Belkacem']}"
    accepted = f"/candidatures/{desk.files[State.ACCEPTED]}"
    administrator.goto(desk.board)
    paths = (file, f"{file}/identite", f"{file}/conservation", f"{accepted}/donnees")
    found = on_pages(administrator, desk.server, *paths, "/parametrage/consultations", "/")
    assert "\n".join(found) == ""


def test_no_barrier_on_what_is_to_be_corrected(administrator: Page, desk: Desk) -> None:
    administrator.goto(f"{desk.file('Belkacem')}/identite")
    administrator.get_by_label("Téléphone portable").fill("06")
    administrator.get_by_role("button", name="Enregistrer la correction").click()
    expect(administrator.locator("#erreurs")).to_be_focused()
    found = barriers(administrator, "identity: to correct")
    administrator.goto(f"{desk.file('Belkacem')}/conservation")
    administrator.get_by_role("button", name="Suspendre l’effacement").click()
    expect(administrator.locator("#erreurs")).to_be_visible()
    found += barriers(administrator, "hold: to correct")
    administrator.get_by_label("Recours du candidat en cours").check()
    administrator.get_by_role("button", name="Suspendre l’effacement").click()
    expect(administrator.get_by_text("Effacement suspendu")).to_be_visible()
    found += barriers(administrator, "hold: standing")
    assert "\n".join(found) == ""


def test_printing_a_file_leaves_a_line(board: Page, desk: Desk) -> None:
    """I14: the browser tells when it is about to print, by its menu or by our button."""
    board.goto(desk.file("Belkacem"))
    with board.expect_response(lambda answer: answer.url.endswith("/impression")) as answered:
        board.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert answered.value.status == 204
    db.session.rollback()
    printed = select(AccessEntry.account_id).where(
        AccessEntry.kind == "print", AccessEntry.application_id == desk.files["Belkacem"]
    )
    assert db.session.scalars(printed).all() == [desk.manager.id]
