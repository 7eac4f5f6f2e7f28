"""What a pre-registration says otherwise than the learner's file: proposed to the registrar, never taken by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recruitment.learners.people import GUARDIAN, Guardians
from recruitment.stations.steps import PROPOSED, RANKS, flat

TAKEN, LEFT = "taken", "left"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field: what the platform says, what the learner's file says, what the person typed."""

    name: str
    label: str
    platform: str
    ours: str
    proposed: str


@dataclass(frozen=True, slots=True)
class Known:
    """A person as one side knows them: their row (or None), and their guardians by rank."""

    row: Any
    guardians: Guardians

    def value(self, name: str) -> str:
        """Return a field as text; nothing is empty."""
        if name.startswith("guardian_"):
            _guardian, rank, field = name.split("_", 2)
            return str(self.guardians.get(int(rank), {}).get(field) or "")
        return str(getattr(self.row, name, None) or "")


def differences(sent: Mapping[str, Any], platform: Known, learner: Known | None) -> list[Difference]:
    """Return what was typed and differs from the learner's file, or from the platform where there is no file yet."""
    ours = learner or platform
    return [
        Difference(name, label_of(name), platform.value(name), learner.value(name) if learner else "", typed)
        for name, typed in flat(sent).items()
        if typed and typed != ours.value(name)
    ]


def label_of(name: str) -> str:
    """Return the French name of a field; a guardian's says which."""
    label = PROPOSED[name].label
    return (
        f"Responsable {name.split('_')[1]} : {label[:1].lower()}{label[1:]}" if "guardian_" in name else label
    )


def changes(found: list[Difference], taken: set[str]) -> dict[str, str]:
    """Return the columns of the learner that change."""
    return {
        one.name: one.proposed for one in found if one.name in taken and not one.name.startswith("guardian_")
    }


def guardians(known: Guardians, found: list[Difference], taken: set[str]) -> Guardians | None:
    """Return the learner's guardians with what was taken of each; None when nothing was."""
    chosen = {one.name: one.proposed for one in found if one.name in taken and "guardian_" in one.name}
    if not chosen:
        return None
    joined = {rank: {field: known.get(rank, {}).get(field) for field in GUARDIAN} for rank in RANKS}
    for rank, fields in joined.items():
        for field in fields:
            fields[field] = chosen.get(f"guardian_{rank}_{field}", fields[field])
    return joined
