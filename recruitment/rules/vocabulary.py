"""The closed lists of words of the domain; `docs/glossary.md` gives their French, `labels.py` shows it."""

from enum import StrEnum


class ApplicationState(StrEnum):
    """Where an application stands; each state is one counter of the programme's page (R1.1)."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    SEEKING_CONTRACT = "seeking_contract"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OFFER_PENDING = "offer_pending"
    ACCEPTED = "accepted"
    ACCEPTED_KEEPING_WISHES = "accepted_keeping_wishes"
    WITHDRAWN_WITH_CONTRACT = "withdrawn_with_contract"


class Event(StrEnum):
    """What can happen to an application."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    RETAIN = "retain"
    AUTO_RETAIN = "auto_retain"
    ENTER_CONTRACT = "enter_contract"
    CANCEL_CONTRACT = "cancel_contract"
    BREAK_CONTRACT = "break_contract"
    ACCEPT = "accept"
    ACCEPT_KEEPING_WISHES = "accept_keeping_wishes"
    DECLINE = "decline"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"


class Decision(StrEnum):
    """The two final decisions on a confirmed application (R2.3)."""

    RETAINED = "retained"
    REFUSED = "refused"


class Origin(StrEnum):
    """Who took a decision."""

    PERSON = "person"
    SYSTEM = "system"


class ContractStatus(StrEnum):
    """What became of a contract and of the offer born with it."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    ACCEPTED_KEEPING_WISHES = "accepted_keeping_wishes"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    BROKEN = "broken"


class RequestKind(StrEnum):
    """What a centre asks of the regional authority at capacity (R4.9)."""

    CLOSURE = "closure"
    CAPACITY = "capacity"


class Reply(StrEnum):
    """The candidate's answer to an offer (R5.2)."""

    ACCEPT = "accept"
    ACCEPT_KEEPING_WISHES = "accept_keeping_wishes"
    DECLINE = "decline"


class ReplyOrigin(StrEnum):
    """By which way an answer came (R5.2): the candidate's own pages, or a file of the platform."""

    CANDIDATE = "candidate"
    FILE = "file"


class Because(StrEnum):
    """Why a wish was left: by itself, for an offer accepted elsewhere (R5.4, R5.5), for one not answered (R5.6)."""

    OWN = "own"
    ACCEPTED_ELSEWHERE = "accepted_elsewhere"
    NO_REPLY = "no_reply"


class DeadlineRule(StrEnum):
    """The rule that gave a review deadline (R3.2).

    `calendar_incomplete` is ours: the wish is confirmed before the campaign's dates are known, and its
    deadline is worked out when they are.
    """

    NO_EXAMINATION = "no_examination"
    EXEMPT = "exempt"
    FIXED_LAST_DAY = "fixed_last_day"
    ROLLING_DAYS = "rolling_days"
    CALENDAR_INCOMPLETE = "calendar_incomplete"


class ReplyRule(StrEnum):
    """The rule that gave the day by which an offer must be answered (R5.1)."""

    FIXED_DAY = "fixed_day"
    DAYS_AFTER = "days_after"
    AFTER_PAUSE = "after_pause"


class SeatRule(StrEnum):
    """Which contracts take a seat (R4.4): the active ones, or every one ever entered."""

    ACTIVE = "active"
    ENTERED = "entered"


class LateRefusals(StrEnum):
    """Whether a refusal is still taken between the last day and the automatic passage (R3.3)."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"


class ContactVisibility(StrEnum):
    """Whether a candidate's phone and e-mail show, and if not, why (R2.8)."""

    VISIBLE = "visible"
    NOT_CONFIRMED = "not_confirmed"
    NOT_YET_OPEN = "not_yet_open"
    DATE_MISSING = "date_missing"
    NOT_FOR_ROLE = "not_for_role"


class Role(StrEnum):
    """What an account is for (R8.3)."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    REGISTRAR = "registrar"
    VIEWER = "viewer"
    REGIONAL = "regional"


class Permission(StrEnum):
    """What a role may do, within the programmes that the account sees."""

    SEE = "see"
    DECIDE = "decide"
    ENTER_CONTRACTS = "enter_contracts"
    CANCEL_CONTRACTS = "cancel_contracts"
    EXPORT = "export"
    ENROL = "enrol"
    SETTINGS = "settings"
    IMPORT_FILES = "import_files"
    REQUEST_REGIONAL = "request_regional"
    RUN_JOBS = "run_jobs"
    SUPERVISE = "supervise"


#: R4.4: the states, and the statuses, of a contract that holds.
ACTIVE_STATES = frozenset(
    {ApplicationState.OFFER_PENDING, ApplicationState.ACCEPTED, ApplicationState.ACCEPTED_KEEPING_WISHES}
)
ACTIVE_STATUSES = frozenset(
    {ContractStatus.PENDING, ContractStatus.ACCEPTED, ContractStatus.ACCEPTED_KEEPING_WISHES}
)
#: The states counted under « contrat saisi » (section 1 of the rules).
WITH_A_CONTRACT = ACTIVE_STATES | {ApplicationState.WITHDRAWN_WITH_CONTRACT}
