"""The learners of a centre that a batch of people could be, read at once; those made on the way are added."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.learners.models import Learner, Registration
from recruitment.learners.people import identity
from recruitment.rules.matching import Identity, Match, match, match_key, name_key

_COLUMNS = (
    Learner.id,
    Learner.last_name,
    Learner.usual_name,
    Learner.first_name,
    Learner.birth_date,
    Learner.ine,
    Learner.match_key,
)
AFTER = "}"  # follows « | » among the characters: what begins with a key ends before it


class Known:
    """The learners that look like these people, by INE, by name and birth date, by candidate's number."""

    def __init__(self, session: Session, centre_id: int, people: Iterable[Any]) -> None:
        """Read them; each person has an Admitted's columns."""
        self._identities: dict[int, Identity] = {}
        self._by_ine: dict[str, set[int]] = {}
        self._by_name: dict[str, set[int]] = {}
        self._by_number: dict[tuple[int, str], int] = {}
        wanted = list(people)
        self._read_learners(session, centre_id, wanted)
        self._read_numbers(session, centre_id, wanted)

    def of(self, person: Any) -> Match:
        """Match a person, told by an Admitted's columns."""
        who = identity(_values(person))
        ids = set(self._by_ine.get(who.ine, ())) if who.ine else set()
        for last_name, first_name in who.names:
            ids |= self._by_name.get(name_key(last_name, first_name), set())
        number = self._by_number.get((person.campaign_id, person.candidate_number))
        return match(
            who,
            {id_: self._identities[id_] for id_ in ids},
            same_number=[] if number is None else [number],
        )

    def holds_ine(self, ine: str | None) -> bool:
        """Tell whether one of these learners has this INE."""
        return bool(ine and self._by_ine.get(ine))

    def add(self, learner_id: int, values: Mapping[str, Any]) -> None:
        """Know one more learner, or one again after a change."""
        who = identity(values)
        self._identities[learner_id] = who
        if who.ine:
            self._by_ine.setdefault(who.ine, set()).add(learner_id)
        self._by_name.setdefault(name_key(who.last_name, who.first_name), set()).add(learner_id)

    def registered(self, campaign_id: int, candidate_number: str, learner_id: int) -> None:
        """Know whose a candidate's number is."""
        self._by_number[(campaign_id, candidate_number)] = learner_id

    def _read_learners(self, session: Session, centre_id: int, people: Sequence[Any]) -> None:
        keys: set[str] = set()
        ranges = []
        for person in people:
            who = identity(_values(person))
            for last_name, first_name in who.names:
                name = name_key(last_name, first_name)
                if who.birth_date is None:
                    ranges.append(Learner.match_key.between(f"{name}|", f"{name}{AFTER}"))
                else:
                    keys |= {f"{name}|", match_key(last_name, first_name, who.birth_date)}
        ines = sorted({person.ine for person in people if person.ine})
        for part in _parts(sorted(keys)):
            self._keep(session, centre_id, Learner.match_key.in_(part))
        for part in _parts(ines):
            self._keep(session, centre_id, Learner.ine.in_(part))
        for several in _parts(ranges, 50):
            self._keep(session, centre_id, or_(*several))

    def _keep(self, session: Session, centre_id: int, condition: Any) -> None:
        alive = (
            Learner.centre_id == centre_id,
            Learner.merged_into_id.is_(None),
            Learner.erased_at.is_(None),
        )
        for row in session.execute(select(*_COLUMNS).where(*alive, condition)):
            self.add(row.id, dict(row._mapping))

    def _read_numbers(self, session: Session, centre_id: int, people: Sequence[Any]) -> None:
        numbers = sorted({person.candidate_number for person in people})
        for part in _parts(numbers):
            found = (
                select(Admitted.campaign_id, Admitted.candidate_number, Registration.learner_id)
                .join(Registration, Registration.admitted_id == Admitted.id)
                .where(Admitted.centre_id == centre_id, Admitted.candidate_number.in_(part))
                .order_by(Registration.id)
            )
            for row in session.execute(found):
                self._by_number[(row.campaign_id, row.candidate_number)] = row.learner_id


def _values(person: Any) -> dict[str, Any]:
    return {
        name: getattr(person, name) for name in ("last_name", "usual_name", "first_name", "birth_date", "ine")
    }


def _parts(values: Sequence[Any], size: int = 500) -> Iterable[Sequence[Any]]:
    return (values[start : start + size] for start in range(0, len(values), size))
