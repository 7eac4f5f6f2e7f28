"""The two files of the regional authority (R10.1): a line per programme, a line per contract.

No layout of theirs is public. These take the names of the open data on apprenticeship wishes where it has
one (session, cod_uai, cod_aff_form, capa_fin, voe_tot, prop_tot, nb_rech_con, nb_ref_classe), then those of
the counters.
"""

from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, literal, select

from recruitment.applications.models import Application, Candidate
from recruitment.contracts.models import Contract
from recruitment.enrolments.queries import DONE, is_in, situation
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.rules.counters import COUNTERS, WITH_CONTRACT, WITHOUT_CONTRACT
from recruitment.rules.vocabulary import ACTIVE_STATUSES, ApplicationState
from recruitment.transfers.export_statements import File, Scope

PROGRAMMES, CONTRACTS = "formations", "contrats"

#: The states that the open data counts, under its names.
OPEN_DATA = {ApplicationState.SEEKING_CONTRACT: "nb_rech_con", ApplicationState.REFUSED: "nb_ref_classe"}


def programmes(scope: Scope) -> File:
    """Return a line per programme: its capacity and all its counters.

    `ia` counts the administrative enrolments done, `prop_tot` the candidates who received a proposal,
    `contracts_entered` all contracts, ended or not.
    """
    wishes, contracts = _wishes(scope).c, _contracts(scope).c
    states = {state: _count(wishes[state]) for state in COUNTERS}
    statement = (
        select(
            *_programme(scope),
            Programme.capacity.label("capa_fin"),
            _count(wishes.total).label("voe_tot"),
            _count(contracts.offered).label("prop_tot"),
            *(states[state].label(name) for state, name in OPEN_DATA.items()),
            *(states[state].label(state) for state in COUNTERS if state not in OPEN_DATA),
            _sum(states[state] for state in WITHOUT_CONTRACT).label("without_contract"),
            _sum(states[state] for state in WITH_CONTRACT).label("with_contract"),
            _count(contracts.entered).label("contracts_entered"),
            _count(contracts.active).label("contracts_active"),
            _count(wishes.ia).label("ia"),
            Programme.title,
            TrainingCentre.name.label("centre"),
            TrainingCentre.academie,
            Programme.department,
            Programme.town,
            Programme.rncp,
            Programme.diploma_code,
            Programme.examines,
            Programme.exempt,
            Programme.closed_at,
        )
        .select_from(Programme)
        .join(TrainingCentre, TrainingCentre.id == Programme.centre_id)
        .outerjoin(wishes.programme_id.table, wishes.programme_id == Programme.id)
        .outerjoin(contracts.programme_id.table, contracts.programme_id == Programme.id)
        .where(scope.condition)
        .order_by(TrainingCentre.uai, Programme.code)
    )
    return File(PROGRAMMES, statement, select(func.count()).select_from(Programme).where(scope.condition))


def contracts(scope: Scope) -> File:
    """Return a line per contract ever entered. The number is enough to find the candidate again: no name."""
    wanted = (Contract.campaign_id == scope.campaign_id, scope.within(Contract.programme_id))
    statement = (
        select(
            *_programme(scope),
            Candidate.candidate_number,
            Contract.siret.label("contract_siret"),
            Contract.employer_name,
            Contract.status.label("contract_status"),
            Contract.entered_at,
            Contract.reply_until.label("offer_reply_until"),
            Contract.replied_at,
            Contract.ended_at,
            Contract.broken_on,
            Application.state,
            situation.label("ia"),
        )
        .select_from(Contract)
        .join(Application, Application.id == Contract.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .join(TrainingCentre, TrainingCentre.id == Contract.centre_id)
        .where(*wanted)
        .order_by(TrainingCentre.uai, Programme.code, Contract.id)
    )
    return File(CONTRACTS, statement, select(func.count()).select_from(Contract).where(*wanted))


DETAILS = {"programmes": programmes, "contracts": contracts}


def _programme(scope: Scope) -> list[ColumnElement[Any]]:
    return [
        literal(scope.year).label("session"),
        TrainingCentre.uai.label("cod_uai"),
        Programme.code.label("cod_aff_form"),
    ]


def _wishes(scope: Scope) -> Subquery:
    enrolled = func.count().filter(is_in(DONE)).label("ia")
    states = [func.count().filter(Application.state == str(state)).label(state) for state in COUNTERS]
    return (
        select(Application.programme_id, func.count().label("total"), enrolled, *states)
        .where(Application.campaign_id == scope.campaign_id, scope.within(Application.programme_id))
        .group_by(Application.programme_id)
        .subquery()
    )


def _contracts(scope: Scope) -> Subquery:
    active = Contract.status.in_(sorted(ACTIVE_STATUSES))
    return (
        select(
            Contract.programme_id,
            func.count().label("entered"),
            func.count().filter(active).label("active"),
            func.count(Contract.application_id.distinct()).label("offered"),
        )
        .where(Contract.campaign_id == scope.campaign_id, scope.within(Contract.programme_id))
        .group_by(Contract.programme_id)
        .subquery()
    )


def _count(column: ColumnElement[Any]) -> ColumnElement[int]:
    return func.coalesce(column, 0)


def _sum(columns: Any) -> ColumnElement[int]:
    first, *others = columns
    for column in others:
        first = first + column
    return first  # type: ignore[no-any-return]
