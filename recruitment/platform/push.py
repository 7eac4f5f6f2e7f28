"""Take what the platform pushes at each answer of a candidate (formats, section 4): harmless when it comes twice."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts import queries as accounts
from recruitment.accounts import throttle
from recruitment.accounts.actions.sign_in import one_at_a_time
from recruitment.accounts.factors.places import counted
from recruitment.accounts.models import LoginAttempt
from recruitment.admissions.models import Admitted
from recruitment.admissions.pool import take_in
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.exchanges import connectors, log
from recruitment.platform import messages, push_log, records
from recruitment.platform.messages import BodyRefused
from recruitment.platform.reading import Problem, Received
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules.errors import RuleViolation

CALLER = "api:platform"  # in place of an address, among the attempts that failed
TAKEN = "Réponse enregistrée."
OLDER = "Une réponse plus récente de ce candidat est déjà connue : celle-ci ne change rien."


def take(body: bytes, ip: str) -> str:
    """Take one answer of a candidate; return what is said of it, which the exchange log tells as well (R6.4).

    Raises BodyRefused, RuleViolation (sign_in_refused, sign_in_throttled).
    """
    sent = messages.pushed(body)
    centre_id = _identified(sent.login, sent.password, counted(ip))
    now = clock.now()
    try:
        return _take(centre_id, messages.one_admitted(sent.data, now=now), now)
    except BodyRefused as refused:
        push_log.refused(centre_id, sent.data, refused, now)
        raise


def _take(centre_id: int, one: Received, now: datetime) -> str:
    with transaction() as session:
        programme = _programme(session, centre_id, one)
        session.execute(select(Programme.id).where(Programme.id == programme.id).with_for_update())
        if _is_older(session, programme.id, one):
            push_log.older(session, programme, one, OLDER, now)
            return OLDER
        place = (centre_id, programme.campaign_id, programme.id, one.session)
        exchange = push_log.opened(session, *place, now, answered_at=one.columns["answered_at"])
        found = take_in(session, exchange, programme, [records.record_of(one, 1)], mode="merge", now=now)
        log.finish(session, exchange, state="done", counts=found.counts(), now=now)
    return TAKEN


def _identified(login: str, password: str, ip: str) -> int:
    """Return the centre that a caller speaks to; what failed is counted, by network address alone.

    The password is drawn by chance and long: nobody finds it, and nobody shuts the platform out by failing elsewhere.
    """
    at = clock.wall()
    with transaction() as session:
        one_at_a_time(session, ip)
        attempts = accounts.recent_attempts(session, "", ip, at - throttle.WINDOW)
        opens_at = throttle.opens_at(attempts, "", ip, known=False)
        if opens_at is not None and at < opens_at:
            raise RuleViolation("sign_in_throttled", wait=throttle.seconds_left(opens_at, at))
        connector = connectors.by_push(session, login, password)
        if connector is not None:
            return connector.centre_id
        session.add(LoginAttempt(email_folded=CALLER, ip=ip, at=at, succeeded=False))
    raise RuleViolation("sign_in_refused")


def _programme(session: Session, centre_id: int, one: Received) -> Programme:
    found = session.scalars(
        select(Programme)
        .join(Campaign, Campaign.id == Programme.campaign_id)
        .where(
            Campaign.year == one.session,
            Programme.centre_id == centre_id,
            Programme.code == one.programme_code,
        )
    ).first()
    if found is None:
        words = "cette formation est inconnue ici pour cette session."
        raise BodyRefused([Problem("codeFormationPsup", words, candidate_number=one.candidate_number)])
    return found


def _is_older(session: Session, programme_id: int, one: Received) -> bool:
    """Tell whether a later answer of the same candidate came before this one, by a list or by a push."""
    told: datetime | None = one.columns["answered_at"]
    in_the_list = select(Admitted.answered_at).where(
        Admitted.programme_id == programme_id, Admitted.candidate_number == one.candidate_number
    )
    known = (session.scalar(in_the_list), push_log.latest(session, programme_id, one.candidate_number))
    return told is not None and any(at is not None and told < at for at in known)
