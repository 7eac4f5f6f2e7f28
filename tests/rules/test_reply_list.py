"""R5.2 by file: what the platform's list says, held against ours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recruitment.rules.reply_list import Ours, Theirs, compare, replied_at
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import ContractStatus as Status
from recruitment.rules.vocabulary import Reply, ReplyOrigin

NOW = datetime(2025, 5, 26, 12, 0, tzinfo=UTC)
LATE = NOW + timedelta(days=20)
OFFERED = Ours(
    state=State.OFFER_PENDING,
    status=Status.PENDING,
    entered_at=NOW - timedelta(days=6),
    reply_until=NOW + timedelta(days=10),
    siret="1",
)


def ours(status: Status | None, state: State = State.ACCEPTED, **more: object) -> Ours:
    """Return what we know, with a contract in that status."""
    return replace(OFFERED, state=state, status=status, replied_at=NOW, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("situation", "reply"),
    [
        ("0", None),
        ("1", Reply.ACCEPT),
        ("2", Reply.ACCEPT_KEEPING_WISHES),
        ("3", Reply.DECLINE),
        ("A", Reply.ACCEPT_KEEPING_WISHES),
        (None, None),
    ],
)
def test_a_reply_to_an_offer_that_waits_is_recorded(situation: str | None, reply: Reply | None) -> None:
    """R5.2: situations 0 to 3; an acceptance whose kind is not said ends no other wish."""
    found = compare(OFFERED, Theirs(situation), NOW)
    assert (found.reply, found.facts) == (reply, ())


@pytest.mark.parametrize(
    ("here", "there", "kind", "fact"),
    [
        (Ours(), Theirs("1"), "missing_here", ("candidate", "no_wish", "1")),
        (ours(None, State.SEEKING_CONTRACT), Theirs("2"), "missing_here", ("reply", "none", "2")),
        (ours(None, State.SEEKING_CONTRACT), Theirs("3"), "different", ("reply", "open", "3")),
        (ours(None, State.CONFIRMED), Theirs(entered=True), "missing_here", ("contract", "none", "entered")),
        (ours(Status.ACCEPTED), Theirs("0"), "missing_there", ("reply", "accepted", "0")),
        (ours(Status.ACCEPTED), Theirs("2"), "different", ("reply", "accepted", "2")),
        (ours(Status.ACCEPTED), Theirs("3"), "different", ("reply", "accepted", "3")),
        (ours(Status.DECLINED), Theirs("1"), "different", ("reply", "declined", "1")),
        (ours(Status.EXPIRED), Theirs("A"), "different", ("reply", "expired", "A")),
        (ours(Status.BROKEN), Theirs("1"), "different", ("reply", "broken", "1")),
        (ours(Status.ACCEPTED), Theirs("1", siret="2"), "different", ("siret", "1", "2")),
        (ours(Status.ACCEPTED), Theirs("1", enrolled=True), "missing_here", ("ia", "to_do", "done")),
        (
            ours(Status.ACCEPTED, enrolled=True),
            Theirs("1", enrolled=False),
            "missing_there",
            ("ia", "done", "to_do"),
        ),
        (
            ours(Status.ACCEPTED),
            Theirs("1", replied_at=NOW - timedelta(days=2)),
            "different",
            ("replied_on", "2025-05-26", "2025-05-24"),
        ),
    ],
)
def test_what_contradicts_ours_is_told(
    here: Ours, there: Theirs, kind: str, fact: tuple[str, str, str]
) -> None:
    """R5.2: missing here, missing there, different; nothing is recorded."""
    found = compare(here, there, NOW)
    assert (found.reply, found.kind) == (None, kind)
    assert [(one.what, one.ours, one.theirs) for one in found.facts] == [fact]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (Ours(), Theirs("0")),
        (ours(Status.ACCEPTED), Theirs("A")),
        (ours(Status.ACCEPTED_KEEPING_WISHES), Theirs("2", entered=True)),
        (ours(Status.DECLINED), Theirs("3")),
        (ours(Status.EXPIRED), Theirs("0")),
        (ours(Status.CANCELLED, State.SEEKING_CONTRACT), Theirs("0", entered=False)),
        (ours(None, State.REFUSED), Theirs("3")),
        (ours(Status.ACCEPTED, origin=ReplyOrigin.FILE), Theirs("1", replied_at=LATE)),
        (ours(Status.ACCEPTED, reply_siret="2"), Theirs("1", siret="2")),
    ],
)
def test_what_agrees_says_nothing(here: Ours, there: Theirs) -> None:
    """R5.2."""
    found = compare(here, there, NOW)
    assert (found.reply, found.facts) == (None, ())


def test_once_our_term_is_over_a_yes_is_a_contradiction() -> None:
    """R5.6: swept or not; a renouncement ends the same way."""
    (fact,) = compare(OFFERED, Theirs("1"), LATE).facts
    assert (fact.ours, fact.theirs) == ("too_late", "1")
    assert compare(OFFERED, Theirs("3"), LATE).facts == ()


def test_an_acceptance_that_kept_wishes_becomes_one_for_good() -> None:
    """R5.2, R5.4."""
    here = ours(Status.ACCEPTED_KEEPING_WISHES, State.ACCEPTED_KEEPING_WISHES)
    assert compare(here, Theirs("1"), LATE).reply == Reply.ACCEPT


def test_the_list_tells_when_if_our_offer_was_there() -> None:
    """R5.2: else the reply is of now."""
    before, within = NOW - timedelta(days=30), NOW - timedelta(hours=3)
    assert replied_at(OFFERED, Theirs("1", replied_at=within), NOW) == within
    assert replied_at(OFFERED, Theirs("1", replied_at=before), NOW) == NOW
    assert replied_at(OFFERED, Theirs("1", replied_at=LATE), NOW) == NOW
