"""R7.1: whatever answers in Apogée's place, nothing is fetched, nothing is believed, the row waits and says why."""

import pytest
import time_machine
from flask import Flask

from recruitment.apogee import soap
from tests.apogee.world import JUNE, admit, opened_world, send
from tests.neighbours.apogee import SOAP, SPACE, XML
from tests.neighbours.server import Reply

HEAD = '<?xml version="1.0"?>'
OPEN, CLOSE = f'<s:Envelope xmlns:s="{SOAP}"><s:Body>', "</s:Body></s:Envelope>"
GOOD = f'<m:mettreajourDonneesOpi_v10Response xmlns:m="{SPACE}"/>'
FAULT = "<s:Fault><faultcode>s:{}</faultcode><faultstring>{}</faultstring>{}</s:Fault>"
SECRET = "/etc/hostname"
ODD = {
    "an entity of a file": f'{HEAD}<!DOCTYPE s [<!ENTITY x SYSTEM "file://{SECRET}">]>{OPEN}&x;{CLOSE}',
    "an entity of elsewhere": f'{HEAD}<!DOCTYPE s SYSTEM "ELSEWHERE/x.dtd">{OPEN}{GOOD}{CLOSE}',
    "entities in entities": f'{HEAD}<!DOCTYPE s [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>{OPEN}&b;{CLOSE}',
    "half of it": f"{HEAD}{OPEN}<m:mettreajour",
    "nothing": "",
    "no envelope": f"{HEAD}<ok/>",
    "no body": f'{HEAD}<s:Envelope xmlns:s="{SOAP}"/>',
    "another answer": f'{HEAD}{OPEN}<autre xmlns="ailleurs">1</autre>{CLOSE}',
    "an empty body": f"{HEAD}{OPEN}{CLOSE}",
    "letters that are none": f"{HEAD}{OPEN}\x00\x01{CLOSE}",
    "a fault of the server": f"{HEAD}{OPEN}{FAULT.format('Server', 'base fermée', '')}{CLOSE}",
}
EXCEPTION = (
    f'<WebBaseException xmlns="{SPACE}"><lastErrorMsg>technical.data.x</lastErrorMsg></WebBaseException>'
)
REFUSED = {
    "our message": (FAULT.format("Client", "champ inconnu", ""), "champ inconnu"),
    "the person": (FAULT.format("Server", "x", f"<detail>{EXCEPTION}</detail>"), "technical.data.x"),
}


def test_odd_answers_leave_the_row_in_doubt_and_are_told(app: Flask) -> None:
    """R7.1: never a crash, never « sent », never a call elsewhere."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=True) as clock:
        number = admit(world.programme)
        for what, text in ODD.items():
            before = len(world.apogee.asked)
            body = text.replace("ELSEWHERE", world.apogee.url).encode()
            world.apogee.odd = [Reply(body, 500 if "Fault" in text else 200, XML)]
            send()
            row = world.rows()[number]
            assert (row.status, row.sent_digest) == ("queued", None), what
            assert row.answer, what
            assert "root:" not in row.answer, what
            assert len(world.apogee.asked) == before + 1, what
            clock.shift(7200)
        send()
        assert (world.rows()[number].status, world.apogee.code_of(number)) == ("sent", "F")


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_a_refusal_is_kept_in_its_words(app: Flask, kind: str) -> None:
    """R7.1: what would be refused again waits for a person."""
    text, words = REFUSED[kind]
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False):
        number = admit(world.programme)
        world.apogee.odd = [Reply(f"{HEAD}{OPEN}{text}{CLOSE}".encode(), 500, XML)]
        send()
        row = world.rows()[number]
        assert (row.status, row.answer) == ("failed", words)


def test_the_description_is_ours_and_nothing_else_is_loaded() -> None:
    """R7.1: no address is fetched to know what to send."""
    wire = soap._Wire(None)
    assert b"mettreajourDonneesOpi_v10" in wire.load(str(soap.WSDL))
    with pytest.raises(LookupError):
        wire.load("http://127.0.0.1:9/x.wsdl")
    with pytest.raises(LookupError):
        wire.post("http://127.0.0.1:9/", b"", {})
