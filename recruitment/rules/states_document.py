"""Writes `docs/states.md` from the table of moves: `python -m recruitment.rules.states_document`."""

import sys
from collections.abc import Iterator

from recruitment.rules.counters import COUNTERS, WITHOUT_CONTRACT
from recruitment.rules.transitions import MOVES, REFUSALS, Move, allowed
from recruitment.rules.vocabulary import ACTIVE_STATES, ApplicationState, Event

HEAD = """\
# States of an application

Generated from `recruitment/rules/transitions.py`; do not edit, but run, after a change there,
`python -m recruitment.rules.states_document > docs/states.md`.
"""


def document() -> str:
    """Return the whole page."""
    parts = (HEAD, *_states(), *_diagram(), *_moves(), *_refusals())
    return "\n".join(parts) + "\n"


def _states() -> Iterator[str]:
    yield "## The nine states\n"
    yield "| state | counted under | holds a seat |"
    yield "|---|---|---|"
    for state in COUNTERS:
        group = "without contract" if state in WITHOUT_CONTRACT else "with contract"
        yield f"| `{state}` | {group} | {'yes' if state in ACTIVE_STATES else 'no'} |"


def _diagram() -> Iterator[str]:
    yield "\n## The moves, drawn\n"
    yield "Cancelling a contract is drawn once, in words: it leads back to the state before the contract.\n"
    yield "```mermaid\nstateDiagram-v2\n    [*] --> unconfirmed"
    for source in ApplicationState:
        for target in ApplicationState:
            if events := [move.event for move in MOVES if _draws(move, source, target)]:
                yield f"    {source} --> {target}: {', '.join(events)}"
    yield "    note right of offer_pending: cancel_contract leads back"
    yield "```"


def _draws(move: Move, source: ApplicationState, target: ApplicationState) -> bool:
    return move.event is not Event.CANCEL_CONTRACT and source in move.sources and target in move.targets


def _moves() -> Iterator[str]:
    yield "\n## The moves, one by one\n"
    yield "| event | from | to | rule | meaning |"
    yield "|---|---|---|---|---|"
    for move in MOVES:
        targets = _listed(move.targets) or "stays"
        yield f"| `{move.event}` | {_listed(move.sources)} | {targets} | {move.rule} | {move.meaning} |"


def _refusals() -> Iterator[str]:
    yield "\n## Every other move is refused\n"
    yield "| event | " + " | ".join(f"`{state}`" for state in COUNTERS) + " |"
    yield "|---" * (len(COUNTERS) + 1) + "|"
    for event in Event:
        cells = ("yes" if allowed(state, event) else f"`{REFUSALS[event][state]}`" for state in COUNTERS)
        yield f"| `{event}` | " + " | ".join(cells) + " |"


def _listed(states: tuple[ApplicationState, ...]) -> str:
    return ", ".join(f"`{state}`" for state in states)


if __name__ == "__main__":
    sys.stdout.write(document())
