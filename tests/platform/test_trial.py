"""R7.3: « Tester le connecteur » asks both services of the platform, and names nobody."""

import pytest
from flask import Flask

from recruitment.core.database import db
from recruitment.exchanges import connectors
from recruitment.exchanges.connectors import ConnectorRefusedError, Opened
from recruitment.exchanges.outgoing_errors import OutgoingError
from tests.neighbours.faults import Fault
from tests.neighbours.people import candidates
from tests.neighbours.platform import Platform
from tests.platform.world import World, connect, exchanges


def opened(world: World) -> Opened:
    """Return the connector with its secrets."""
    found = connectors.opened(db.session(), world.programme.centre_id, "platform")
    db.session().rollback()
    assert found is not None
    return found


def test_both_services_are_tried(app: Flask) -> None:
    """R7.3: how many would be received is said; nothing is told, nothing is kept."""
    with Platform(people=candidates(3, programme="34120")) as platform:
        world = connect(app, platform, tested_digest=None)
        assert connectors.try_it(opened(world)).startswith("La plateforme répond : 3 candidats admis")
        assert (platform.tests, platform.told, exchanges()) == (1, [], [])


def test_what_fails_is_said(app: Flask) -> None:
    """R7.3: wrong credentials, a refusal in words, no answer, another establishment."""
    with Platform() as platform:
        world = connect(app, platform)
        platform.password = "un autre"
        with pytest.raises(OutgoingError) as refused:
            connectors.try_it(opened(world))
        assert refused.value.kind == "unauthorized"
        platform.password, platform.establishment = opened(world).secrets["password"], "0442953W"
        with pytest.raises(ConnectorRefusedError) as unknown:
            connectors.try_it(opened(world))
        assert "Etablissement inconnu" in unknown.value.sentence
        platform.establishment = opened(world).settings["establishment_code"]
        platform.fail_after(1, Fault.SILENT)
        with pytest.raises(OutgoingError) as silent:
            connectors.try_it(opened(world))
        assert silent.value.sentence == "Read timed out"
