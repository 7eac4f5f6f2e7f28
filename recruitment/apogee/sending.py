"""One pass over what is due: claim some rows, close the transaction, tell Apogée each, mark each.

Before each call the lease is renewed and the claim looked at: a process that was slower than its lease says nothing
more, and what it had claimed goes from whoever has the job now. One that dies between Apogée's answer and the mark
tells that one person again, in the words of that moment: Apogée keeps a person and a wish once, by their codes.
Nothing is lost, and no other is told twice.
"""

from dataclasses import dataclass, field

from recruitment.apogee import claims, marks, soap
from recruitment.apogee.claims import Claimed
from recruitment.apogee.queries import Scope
from recruitment.core import clock
from recruitment.core.jobs import Run
from recruitment.exchanges import connectors
from recruitment.exchanges.connectors import ConnectorChanged, Opened
from recruitment.exchanges.outgoing import Outgoing
from recruitment.platform.marks import answers, outage

IN_A_ROW = 3  # calls without an answer, one after the other: the server's fault, not the persons'


@dataclass(slots=True)
class Pass:
    """What a pass has done so far with one Apogée."""

    run: Run
    scope: Scope
    connector: Opened
    outgoing: Outgoing
    exchange: marks.Log = field(init=False)
    answered: bool = False
    unanswered: int = 0
    silence: str = ""
    faulty: list[Claimed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.exchange = marks.Log(self.scope)


def send_due(run: Run, scope: Scope, opened: Opened) -> None:
    """Tell Apogée what is due, until nothing is, it does not answer, or the process is asked to stop."""
    one = Pass(run, scope, opened, connectors.client(opened))
    claims.recover(run.lease, scope, clock.now())
    try:
        while claimed := claims.claim(run.lease, scope, one.exchange, clock.now(), clock.wall()):
            if not _send_all(one, claimed):
                break
        _judge(one)
    finally:
        claims.recover(run.lease, scope, clock.now())
        one.exchange.close(clock.now())


def _send_all(one: Pass, claimed: list[Claimed]) -> bool:
    """Send a batch; tell whether to go on. What was claimed and not tried goes back as it was."""
    for rank, row in enumerate(claimed):
        if one.run.stop.is_set():
            claims.give_back(claimed[rank:])
            one.run.check_stop()
        if not _send(one, row):
            claims.give_back(claimed[rank + 1 :])
            return False
    return True


def _send(one: Pass, row: Claimed) -> bool:
    if not _may_go(one, row):
        claims.give_back([row])
        return False
    try:
        soap.update_opi(one.outgoing, str(one.connector.settings["opi_url"]), row.data)
    except soap.Refused as refusal:
        marks.refused(one.exchange, row, refusal.words, clock.now())
    except soap.Unanswered as silence:
        return _unanswered(one, row, silence)
    else:
        marks.sent(one.exchange, row, clock.now())
        one.run.rows += 1
    if not one.answered:
        answers(one.connector.id)
    one.answered, one.unanswered = True, 0
    return True


def _may_go(one: Pass, row: Claimed) -> bool:
    try:
        return claims.begin(one.run.lease, one.connector, row)
    except ConnectorChanged as changed:
        one.unanswered = 0  # whatever was met with the former settings
        _stopped(one, changed.sentence)
        return False


def _unanswered(one: Pass, row: Claimed, silence: soap.Unanswered) -> bool:
    """Keep why; tell whether to go on: not when the settings are to blame, nor after some silences in a row."""
    one.unanswered += 1
    one.silence = silence.words
    marks.unanswered(one.exchange, row, silence, clock.now(), clock.wall())
    if silence.is_fault:
        one.faulty.append(row)
    return not silence.ours and one.unanswered < IN_A_ROW


def _judge(one: Pass) -> None:
    """Say at the end whose fault it was: the rows' at which a service failed that took others; else the server's."""
    if one.answered and one.unanswered < IN_A_ROW:
        marks.charge(one.faulty, clock.wall())
    if one.unanswered:  # the last calls: it is left alone, longer each time
        outage(one.connector.id, one.silence, clock.wall())
        _stopped(one, one.silence)


def _stopped(one: Pass, words: str) -> None:
    one.exchange.failed(words, clock.now())
    one.run.log(f"Envoi des OPI impossible : {words}")
