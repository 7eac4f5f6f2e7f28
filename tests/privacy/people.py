"""Invented people whose every datum is unlike any other text, put in each table that may hold one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.admissions.models import Admitted, AdmittedGuardian
from recruitment.apogee.models import OpiRow, PaidEnrolment
from recruitment.applications.models import (
    Application,
    Candidate,
    Guardian,
    Note,
    RefusalDraft,
    RefusalReason,
)
from recruitment.applications.personal_models import IdentityChange
from recruitment.contracts.models import Contract
from recruitment.core.clock import PARIS
from recruitment.core.text import fold
from recruitment.core.transaction import transaction
from recruitment.enrolments.models import Enrolment, ReplyDiscrepancy
from recruitment.exchanges.log import LogLine, add_lines, open_exchange
from recruitment.exchanges.models import UplinkEntry
from recruitment.journal.access_log import Reader, note_access
from recruitment.journal.actions import Line, person, record
from recruitment.learners.models import (
    Learner,
    LearnerGuardian,
    Registration,
    RegistrationDocument,
    RequiredDocument,
)
from recruitment.mail.actions import Mail, queue, to_candidate
from recruitment.portal.models import CandidateVisit
from recruitment.programmes.models import Programme
from recruitment.returns.models import ReturnDetail
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.stations.actions.invite import to_admitted
from recruitment.stations.models import (
    Arrival,
    Passage,
    Payment,
    PreRegistration,
    PreRegistrationVisit,
    Station,
)
from tests import builders
from tests.year_2025 import REPLIED_AT

AFTER_THREE_MONTHS = datetime(2026, 1, 14, 4, 30, tzinfo=PARIS)
AFTER_TWO_YEARS = datetime(2027, 10, 14, 4, 45, tzinfo=PARIS)
AT = datetime(2025, 5, 20, 11, 0, tzinfo=PARIS)
BIRTH = date(2007, 2, 17)


@dataclass(frozen=True)
class Canary:
    """One person: what must not be found once they are erased."""

    candidate_id: int
    application_id: int
    strings: tuple[str, ...]


def make_canary(rank: int, state: State = State.REFUSED, *, programme: Programme, author: Account) -> Canary:
    """Make a person of whom every table says something."""
    sign = f"Zq{rank:02d}xw"
    strings = {
        name: f"{sign}{name.replace('_', '')}"
        for name in (
            "last_name", "first_name", "origin_school", "bac_series", "bac_honours", "address", "town",
        )
    }  # fmt: skip
    strings |= {
        "candidate_number": f"98765{rank:03d}", "ine": f"0987654{rank:03d}K", "email": f"{sign}@exemple.fr",
        "phone": f"01 98 76 {rank:02d} 11", "mobile": f"06 98 76 {rank:02d} 22", "origin_uai": f"98{rank:05d}Z",
    }  # fmt: skip
    words = ("last_name", "first_name", "candidate_number", "origin_school")
    candidate = builders.make_candidate(
        **strings,
        birth_date=BIRTH,
        sex="F",
        postal_code="63999",
        origin_department="63",
        sort_name=fold(f"{strings['last_name']} {strings['first_name']}"),
        search_text=fold(" ".join(strings[name] for name in words)),
    )
    details: dict[str, Any] = {"refusal_details": f"{sign}details"} if state is State.REFUSED else {}
    made_as = State.OFFER_PENDING if state is State.WITHDRAWN_WITH_CONTRACT else state
    file = builders.make_application(
        state=made_as, programme=programme, candidate=candidate, decided_by=author, **details
    )
    written = _write_around(sign, candidate, file, author)
    if made_as is not state:
        _enrol(sign, file, author)
        written = (*written, f"{sign}annulation")
        _decline(file.id)
    texts = [text for name, text in strings.items() if name != "origin_uai"]
    return Canary(candidate.id, file.id, (*texts, *details.values(), *written, fold(strings["last_name"])))


def _write_around(sign: str, candidate: Candidate, file: Application, author: Account) -> tuple[str, ...]:
    """Write the guardian, the note, the corrections, the draft, the mail and the trace of a person."""
    ids = {"application_id": file.id, "centre_id": file.centre_id}
    with transaction() as session:
        session.execute(
            insert(Guardian).values(
                candidate_id=candidate.id, position=1, last_name=f"{sign}mere", first_name="A",
                email=f"{sign}mere@exemple.fr", phone="0198760000",
            )
        )  # fmt: skip
        session.execute(insert(Note).values(author_id=author.id, written_at=AT, body=f"{sign}note", **ids))
        session.execute(
            insert(IdentityChange).values(
                candidate_id=candidate.id, at=AT, account_id=author.id, field="town",
                old_value=f"{sign}avant", new_value=f"{sign}town", file_value=f"{sign}fichier",
            )
        )  # fmt: skip
        session.execute(
            insert(ReplyDiscrepancy).values(
                programme_id=file.programme_id, candidate_number=candidate.candidate_number, kind="different",
                facts='[["reply", "declined", "1"]]', import_id=1, found_at=AT, seen_at=AT, settled_at=AT,
                settled_by_id=author.id, note=f"{sign}ecart", **ids,
            )
        )  # fmt: skip
        session.execute(  # found before the wish came
            insert(ReplyDiscrepancy).values(
                programme_id=file.programme_id, centre_id=file.centre_id, kind="missing_here",
                candidate_number=candidate.candidate_number, facts='[["candidate", "no_wish", "1"]]', import_id=1,
                found_at=AT, seen_at=AT, settled_at=AT, settled_by_id=author.id, note=f"{sign}etranger",
            )
        )  # fmt: skip
        _exchange(session, sign, candidate, file)
        session.execute(
            insert(CandidateVisit).values(
                candidate_id=candidate.id, token_hash=sign, generation=0, opened_at=AT, seen_at=AT
            )
        )
        reason = file.refusal_reason_id or _reason(session, file)
        session.execute(
            insert(RefusalDraft).values(
                programme_id=file.programme_id, drafted_by_id=author.id, drafted_at=AT, reason_id=reason,
                details=f"{sign}brouillon", **ids,
            )
        )  # fmt: skip
        event = "refuse" if file.decision == "refused" else "retain"
        template = file.decision or "retained"
        queue(
            session,
            Mail(
                f"application:{file.id}:{event}",
                template,
                to_candidate(candidate.id),
                AT,
                {"application": file.id},
                file.centre_id,
            ),
        )
        if file.decision:
            line = Line(event, person(author.id), AT, file.programme_id, candidate.id, file.id)
            record(session, file.centre_id, line)
        contract_id = session.scalar(select(Contract.id).where(Contract.application_id == file.id))
        if contract_id is not None:
            of = (file.programme_id, candidate.id, file.id, contract_id)
            record(session, file.centre_id, Line("enter_contract", person(author.id), AT, *of))
            session.execute(
                update(Contract).where(Contract.id == contract_id).values(end_reason=f"{sign}motif")
            )
    _register(sign, file, author)
    note_access(Reader(author.id), file, "file")
    ends: tuple[str, ...] = ("mere", "note", "avant", "fichier", "brouillon", "motif", "ecart", "etranger")
    ends += ("echange", "message", "reponse", "apogee")
    ends += LEARNER_ENDS
    return tuple(f"{sign}{end}" for end in ends)


def _exchange(session: Session, sign: str, candidate: Candidate, file: Application) -> None:
    """Have them in an import and in what goes up."""
    number = candidate.candidate_number
    where: dict[str, Any] = {"centre_id": file.centre_id, "campaign_id": file.campaign_id}
    exchange = open_exchange(
        session, **where, programme_id=file.programme_id, direction="in", source="platform_file", school_year=2025,
        account_id=None, state="done", now=AT,
    )  # fmt: skip
    line = LogLine(1, "changed", number, {"name": f"{sign}echange"}, f"{sign}message")
    add_lines(session, exchange.id, [line])
    session.execute(
        insert(UplinkEntry).values(
            event_key=f"canary:{sign}", programme_id=file.programme_id, candidate_number=number, platform_state=1,
            source="canary", source_id=1, created_at=AT, status="failed", next_try_at=AT, answer=f"{sign}reponse",
            **where,
        )
    )  # fmt: skip
    session.execute(
        insert(OpiRow).values(
            candidate_number=number, status="failed", wanted=[], wishes=[], attempts=1, next_try_at=AT,
            answer=f"{sign}apogee", created_at=AT, updated_at=AT, **where,
        )
    )  # fmt: skip
    session.execute(
        insert(PaidEnrolment).values(
            programme_id=file.programme_id, candidate_number=number, platform_state=1, received_at=AT, **where
        )
    )


ON_SITE_ENDS = ("tape", "payeur", "depart", "rebours", "cheque")
LEARNER_ENDS = (
    *("apprenant", "usage", "tutrice", "option", "renonce", "admis", "@admis.fr", "parent"),
    *ON_SITE_ENDS,
)


def _on_site(session: Session, sign: str, admitted: Admitted, author: Account) -> None:
    """Write a pre-registration, a visit, a day on site with a payment, of somebody admitted."""
    of = {"admitted_id": admitted.id, "centre_id": admitted.centre_id}
    typed = {"identite": {"last_name": f"{sign}tape"}, "paiement": {"payer_name": f"{sign}payeur"}}
    takes = select(Station).where(Station.centre_id == admitted.centre_id, Station.kind == "payment")
    station = session.scalars(takes).first() or Station(
        centre_id=admitted.centre_id, kind="payment", name="Caisse", position=1
    )
    session.add_all(
        [
            station,
            PreRegistration(
                **of, programme_id=admitted.programme_id, answers=typed, sent=typed, sent_at=AT, sent_times=1,
                invited_at=AT, saved_at=AT, settled={"town": "taken"}, settled_at=AT, settled_by_id=author.id,
            ),
            PreRegistrationVisit(
                admitted_id=admitted.id, token_hash=f"{sign}pre", generation=0, opened_at=AT, seen_at=AT
            ),
        ]
    )  # fmt: skip
    here = Arrival(
        **of, programme_id=admitted.programme_id, day=AT.date(), rank=builders.number(), arrived_at=AT,
        arrived_by_id=author.id, left_at=AT, left_by_id=author.id, left_reason=f"{sign}depart",
    )  # fmt: skip
    session.add(here)
    session.flush()
    passage = Passage(
        **of, arrival_id=here.id, station_id=station.id, passed_at=AT, passed_by_id=author.id, undone_at=AT,
        undone_by_id=author.id, undo_reason=f"{sign}rebours",
    )  # fmt: skip
    session.add(passage)
    session.flush()
    session.add(
        Payment(
            passage_id=passage.id, centre_id=admitted.centre_id, receipt_number=f"2025-{passage.id:05d}",
            method="cheque", payer="learner", amount_cents=100, reference=f"{sign}cheque",
        )
    )  # fmt: skip
    for event in ("station_passed", "station_undone"):
        record(session, admitted.centre_id, Line(event, person(author.id), AT, admitted.programme_id))
    key = f"admitted:{admitted.id}:link:1"
    queue(
        session, Mail(key, "pre_registration_link", to_admitted(admitted.id), AT, {"admitted": admitted.id})
    )


def _register(sign: str, file: Application, author: Account) -> None:
    """Let the person be a learner, registered and cancelled since, with a guardian and a document."""
    of = {"centre_id": file.centre_id}
    there = {**of, "campaign_id": file.campaign_id, "programme_id": file.programme_id}
    name = {"last_name": f"{sign}apprenant", "first_name": "Lou", "usual_name": f"{sign}usage"}
    folded = {"sort_name": fold(f"{sign}apprenant"), "search_text": fold(f"{sign}apprenant")}
    with transaction() as session:
        learner = Learner(
            **of, **name, **folded, match_key=fold(f"{sign}usage"), created_at=AT, updated_at=AT
        )
        pool = {"last_name": f"{sign}admis", "first_name": "Lou", "email": f"{sign}@admis.fr", **folded}
        number = session.get_one(Candidate, file.candidate_id).candidate_number
        admitted = Admitted(
            **there, **pool, application_id=file.id, candidate_number=number, origin="own", situation=1,
            imported_at=AT, updated_at=AT,
        )  # fmt: skip
        document = RequiredDocument(**of, label="RIB", blocking=False, position=1)
        session.add_all([learner, admitted, document])
        session.flush()
        session.add(LearnerGuardian(learner_id=learner.id, position=1, last_name=f"{sign}tutrice"))
        session.add(AdmittedGuardian(admitted_id=admitted.id, position=1, last_name=f"{sign}parent"))
        row = Registration(
            **there, learner_id=learner.id, admitted_id=admitted.id, school_year=2025, options=[f"{sign}option"],
            findings=["ine_missing"], admitted_seen={"town": "0"}, created_at=AT, updated_at=AT, cancelled_at=AT,
            cancelled_by_id=author.id, cancel_reason=f"{sign}renonce",
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add(
            RegistrationDocument(
                registration_id=row.id, document_id=document.id, state="asked", changed_at=AT
            )
        )
        about = (file.programme_id, file.candidate_id, file.id)
        record(session, file.centre_id, Line("registration_cancelled", person(author.id), AT, *about))
        _on_site(session, sign, admitted, author)
        session.add(ReturnDetail(registration_id=row.id, facts={"employer": f"{sign}option"}, updated_at=AT))


def _enrol(sign: str, file: Application, author: Account) -> None:
    """Let the offer be accepted, the enrolment be done and undone."""
    accepted = str(State.ACCEPTED)
    with transaction() as session:
        replied = {"status": accepted, "replied_at": REPLIED_AT}
        session.execute(update(Contract).where(Contract.application_id == file.id).values(replied))
        session.execute(update(Application).where(Application.id == file.id).values(state=accepted))
        session.execute(
            insert(Enrolment).values(
                application_id=file.id, programme_id=file.programme_id, centre_id=file.centre_id, done_at=AT,
                contract_id=session.scalars(select(Contract.id).where(Contract.application_id == file.id)).one(),
                done_by_id=author.id, undone_at=AT, undone_by_id=author.id, undo_reason=f"{sign}annulation",
            )
        )  # fmt: skip
        about = (file.programme_id, file.candidate_id, file.id)
        for event in ("enrol", "undo_enrolment"):
            record(session, file.centre_id, Line(event, person(author.id), AT, *about))


def _decline(application_id: int) -> None:
    with transaction() as session:
        session.execute(
            update(Contract)
            .where(Contract.application_id == application_id)
            .values(status="declined", replied_at=REPLIED_AT, ended_at=REPLIED_AT)
        )
        session.execute(
            update(Application)
            .where(Application.id == application_id)
            .values(state=str(State.WITHDRAWN_WITH_CONTRACT))
        )


def _reason(session: Session, file: Application) -> int:
    """Return a reason of the centre for a draft."""
    row = RefusalReason(centre_id=file.centre_id, label="Autre", needs_details=False, position=99)
    session.add(row)
    session.flush()
    return row.id
