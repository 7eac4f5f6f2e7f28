"""The four contracts of a line of the dashboard: each after the breaking of the one before."""

from recruitment.returns import cells, known
from recruitment.returns.field import PERSON, Field
from recruitment.returns.subject import Agreement, Subject

MOST = 4
_DAY = cells.dated("%Y-%m-%d")
_RANKS = {1: "du contrat", 2: "du 2e contrat", 3: "du 3e contrat", 4: "du 4e contrat"}


def _of(one: Subject, rank: int) -> Agreement:
    return one.agreement(rank) or Agreement(None)


def _contract(rank: int) -> tuple[Field, ...]:
    end = "" if rank == 1 else f"_{rank}"
    which = _RANKS[rank]

    def held(one: Subject) -> bool:
        return one.agreement(rank) is not None

    return (
        Field(
            f"contrat_date_debut{end}",
            lambda s: _of(s, rank).starts,
            _DAY,
            held,
            where=PERSON,
            what=f"Début {which}",
        ),
        Field(
            f"contrat_date_fin{end}",
            lambda s: _of(s, rank).ends,
            _DAY,
            held,
            where=PERSON,
            what=f"Fin {which}",
        ),
        Field(
            f"siret_employeur{end}",
            lambda s: _of(s, rank).siret,
            known.siret,
            held,
            where=PERSON,
            what=f"SIRET de l’employeur {which}",
        ),
        Field(
            f"contrat_date_rupture{end}",
            lambda s: _of(s, rank).broken_on,
            _DAY,
            where=PERSON,
            what=f"Rupture {which}",
        ),
        # What a team wrote of the end of a contract was written for the team: it is not sent.
        Field(
            f"cause_rupture_contrat{end}", lambda _s: None, cells.plain, what=f"Cause de la rupture {which}"
        ),
    )


CONTRACTS = tuple(one for rank in range(1, MOST + 1) for one in _contract(rank))
