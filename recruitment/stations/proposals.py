"""What a pre-registration says otherwise than the learner's file: proposed to the registrar, never taken by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recruitment.learners.people import GUARDIAN, Guardians
from recruitment.stations.steps import PROPOSED, RANKS, flat

TAKEN, LEFT = "taken", "left"
GUARDIANS = {f"guardian_{rank}": rank for rank in RANKS}
#: What may be taken: each field alone, but a guardian whole, never one person's name with another's telephone.
CHOICES = (*(name for name in PROPOSED if not name.startswith("guardian_")), *GUARDIANS)
_ABOUT = {name.removeprefix("guardian_1_"): one.label for name, one in PROPOSED.items()}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field, or a guardian: what the platform says, what the learner's file says, what the person typed."""

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
        return str(getattr(self.row, name, None) or "")

    def guardian(self, rank: int) -> dict[str, str]:
        """Return all that is known of a guardian."""
        return {field: str(self.guardians.get(rank, {}).get(field) or "") for field in GUARDIAN}


def differences(sent: Mapping[str, Any], platform: Known, learner: Known | None) -> list[Difference]:
    """Return what was typed and differs from the learner's file, or from the platform where there is no file yet."""
    ours, said = learner or platform, flat(sent)
    fields = [
        Difference(name, label_of(name), platform.value(name), learner.value(name) if learner else "", typed)
        for name, typed in said.items()
        if name in CHOICES and typed and typed != ours.value(name)
    ]
    return fields + [
        Difference(
            name,
            label_of(name),
            _spelt(platform.guardian(rank)),
            _spelt(learner.guardian(rank)) if learner else "",
            _spelt(typed, ours.guardian(rank)),
        )
        for name, rank in GUARDIANS.items()
        if (typed := _typed(said, rank)) is not None
        and typed != ours.guardian(rank)
        and (any(typed.values()) or any(platform.guardian(rank).values()))  # emptied only where it was shown
    ]


def _typed(said: Mapping[str, str], rank: int) -> dict[str, str] | None:
    names = {field: f"guardian_{rank}_{field}" for field in GUARDIAN}
    if not any(name in said for name in names.values()):
        return None
    return {field: said.get(name, "") for field, name in names.items()}


def _spelt(one: Mapping[str, str], before: Mapping[str, str] | None = None) -> str:
    """Return a guardian in one text; with what was there before, what is emptied is said."""
    if before is not None and not any(one.values()):
        return "Retiré"
    names = " ".join(filter(None, (one["first_name"], one["last_name"])))
    rest = [
        one[field] or f"{_ABOUT[field].split(',')[0].lower()} : vidé"
        for field in GUARDIAN
        if field not in ("first_name", "last_name") and (one[field] or (before or {}).get(field))
    ]
    return " · ".join(filter(None, (names, *rest)))


def label_of(name: str) -> str:
    """Return the French name of what is proposed; what was settled cell by cell says which of a guardian's."""
    if name in GUARDIANS:
        return f"Responsable {GUARDIANS[name]}"
    label = PROPOSED[name].label
    return (
        f"Responsable {name.split('_')[1]} : {label[:1].lower()}{label[1:]}" if "guardian_" in name else label
    )


def changes(found: list[Difference], taken: set[str]) -> dict[str, str]:
    """Return the columns of the learner that change."""
    return {one.name: one.proposed for one in found if one.name in taken and one.name not in GUARDIANS}


def guardians(
    known: Guardians, sent: Mapping[str, Any], found: list[Difference], taken: set[str]
) -> Guardians | None:
    """Return the learner's guardians, those taken in the place of who was there; None when none was."""
    chosen = {GUARDIANS[one.name] for one in found if one.name in taken and one.name in GUARDIANS}
    if not chosen:
        return None
    said = flat(sent)
    typed = {rank: _typed(said, rank) or {} for rank in chosen}
    return {
        **known,
        **{rank: {field: one.get(field) or None for field in GUARDIAN} for rank, one in typed.items()},
    }
