"""The wishes of one person, with their codes and their VET, as they have to stand in Apogée now (R7.1, R7.2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from recruitment.rules.opi import Answer, BacResult, Code, Decided, Left, Situation, Why, decide

#: The VET changed since: what Apogée knew is withdrawn there.
REPLACED = "replaced"
NO_VET = "no_vet"


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish as it goes: codes only."""

    programme_id: int
    answer: str
    cge: str
    etp: str
    vet: str
    code: str
    why: str
    category: str = ""
    motive: str = ""

    @property
    def target(self) -> tuple[str, str, str]:
        """Return what the wish is for."""
        return (self.cge, self.etp, self.vet)

    def told(self) -> dict[str, Any]:
        """Return what is kept of it."""
        return asdict(self)


class Unsettled(Exception):  # noqa: N818 - met in the normal course of things
    """This reply to a programme has no VET in the settings."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def wanted(
    admitted: Iterable[Any],
    settings: Mapping[int, Any],
    known: Sequence[Mapping[str, Any]],
    results_day: date | None,
    now: datetime,
) -> list[Wish]:
    """Return the wishes of one person: those of today, and as unfavourable those that Apogée still holds.

    A programme without settings is not at that university. Raises Unsettled when a reply has no VET.
    """
    told = [Wish(**one) for one in known]
    found: dict[tuple[str, str, str], Wish] = {}
    for row in admitted:
        before = [one for one in told if one.programme_id == row.programme_id]
        decided = decide(_situation(row, known_there=bool(before)), results_day, now)
        place = settings.get(row.programme_id)
        if decided is None or place is None:
            continue
        wish = _wish(row, decided, place)
        if wish.target not in found or wish.code != Code.UNFAVOURABLE:
            found[wish.target] = wish
    for one in told:
        if one.target not in found:
            found[one.target] = _withdrawn(one)
    return list(found.values())


def held(known: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what Apogée may hold: what it is told, and what it held besides."""
    targets = {(one["cge"], one["etp"], one["vet"]) for one in told}
    rest = [dict(one) for one in known if (one["cge"], one["etp"], one["vet"]) not in targets]
    return [*map(dict, told), *rest]


def not_told(
    kept: Sequence[Mapping[str, Any]],
    before: Sequence[Mapping[str, Any]],
    told: Sequence[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Return what Apogée holds when nothing of `told` reached it: as before, and what files told meanwhile."""
    tried = held(before, told)
    return held(before, [one for one in kept if one not in tried])


def _situation(row: Any, *, known_there: bool) -> Situation:
    gone = row.gone_at is not None and row.gone_because is not None
    return Situation(
        situation=row.situation,
        left=Left(row.gone_because) if gone else None,
        answer=Answer(row.answer),
        bac=BacResult(row.bac_result),
        known_there=known_there,
    )


def _wish(row: Any, decided: Decided, settings: Any) -> Wish:
    answer = str(row.answer)
    etp, vet = getattr(settings, f"etp_{answer}"), getattr(settings, f"vet_{answer}")
    if not etp or not vet:
        raise Unsettled(NO_VET)
    category = motive = ""
    if decided.code is Code.CONDITIONAL:
        category = row.conditional_category or getattr(settings, f"category_{answer}") or ""
        motive = row.conditional_reason or getattr(settings, f"motive_{answer}") or ""
    codes = (str(decided.code), str(decided.why), category, motive)
    return Wish(row.programme_id, answer, settings.cge, etp, vet, *codes)


def _withdrawn(one: Wish) -> Wish:
    """Return a wish that is no longer one; the same each time, so that it goes once."""
    why = one.why if one.code == Code.UNFAVOURABLE else REPLACED
    return Wish(
        one.programme_id,
        one.answer,
        one.cge,
        one.etp,
        one.vet,
        str(Code.UNFAVOURABLE),
        why or str(Why.CANCELLED),
    )
