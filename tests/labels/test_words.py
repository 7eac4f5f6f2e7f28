"""Every value of the domain has its French words."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import pytest

from recruitment import labels
from recruitment.rules.calendar import MISSING_BLOCKS, Blocked, MissingDate
from recruitment.rules.vocabulary import (
    ApplicationState,
    ContactVisibility,
    ContractStatus,
    DeadlineRule,
    Decision,
    Event,
    LateRefusals,
    Origin,
    Permission,
    Reply,
    ReplyRule,
    RequestKind,
    Role,
    SeatRule,
)

ICONS = Path(__file__).parents[2] / "scripts" / "icons.txt"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (ApplicationState, labels.STATES),
        (Blocked, labels.BLOCKED),
        (ContactVisibility, labels.MASKED),
        (ContractStatus, labels.CONTRACT_STATUSES),
        (DeadlineRule, labels.DEADLINE_RULES),
        (Decision, labels.DECISIONS),
        (LateRefusals, labels.LATE_REFUSALS),
        (Origin, labels.ORIGINS),
        (Permission, labels.PERMISSIONS),
        (Reply, labels.REPLIES),
        (ReplyRule, labels.REPLY_RULES),
        (RequestKind, labels.REQUEST_KINDS),
        (Role, labels.ROLES),
        (SeatRule, labels.SEAT_RULES),
    ],
)
def test_every_value_has_its_words(values: type[StrEnum], words: Mapping[str, object]) -> None:
    assert set(words) == set(values)


def test_every_event_of_an_application_has_its_line_in_the_history() -> None:
    assert set(Event) <= set(labels.JOURNAL)


def test_an_event_of_a_later_version_is_shown_by_its_code() -> None:
    assert labels.journal_event("enrolled_twice") == "enrolled_twice"


def test_each_state_has_a_colour_and_an_icon_of_its_own() -> None:
    """Colour, icon and word together tell the states apart, and each alone does."""
    assert len({label.slug for label in labels.STATES.values()}) == len(ApplicationState)
    assert len({label.icon for label in labels.STATES.values()}) == len(ApplicationState)
    assert len({label.long for label in labels.STATES.values()}) == len(ApplicationState)


def test_every_icon_of_a_state_is_vendored() -> None:
    names = set(ICONS.read_text(encoding="utf-8").split())
    assert {label.icon for label in labels.STATES.values()} <= names


def test_every_date_that_may_be_missing_is_named_with_what_it_blocks() -> None:
    for name, blocks in MISSING_BLOCKS.items():
        sentence = labels.missing_date(MissingDate(name, blocks))
        assert sentence.startswith(f"{labels.DATES[name]} : à renseigner.")
        assert all(labels.BLOCKED[block] in sentence for block in blocks)


def test_a_missing_window_blocks_contract_entry_in_so_many_words() -> None:
    sentence = labels.missing_date(MissingDate("contracts_from", (Blocked.CONTRACT_ENTRY,)))
    assert sentence == (
        "Ouverture de la saisie des contrats : à renseigner. D’ici là, aucun contrat ne peut être saisi."
    )
