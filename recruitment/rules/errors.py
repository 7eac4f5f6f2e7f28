"""An expected refusal: a code, its facts and its HTTP status. `labels.py` says it in French."""

from http import HTTPStatus

_CONFLICT = int(HTTPStatus.CONFLICT)
_LOCKED = int(HTTPStatus.LOCKED)
_BAD_FORM = int(HTTPStatus.UNPROCESSABLE_ENTITY)
_GONE = int(HTTPStatus.GONE)
_TOO_MANY = int(HTTPStatus.TOO_MANY_REQUESTS)

#: Every code of the product: no other can be raised, and each has its sentence in `labels.py`.
STATUS: dict[str, int] = {
    # Decisions: R2, R3.
    "already_decided": _CONFLICT,
    "already_confirmed": _CONFLICT,
    "already_withdrawn": _CONFLICT,
    "not_confirmed": _CONFLICT,
    "review_deadline_passed": _CONFLICT,
    # Contracts: R4.3, R4.8.
    "already_contracted": _CONFLICT,
    "accepted_elsewhere": _CONFLICT,
    "programme_closed": _CONFLICT,
    "capacity_not_set": _CONFLICT,
    "capacity_reached": _CONFLICT,
    "outside_contract_window": _LOCKED,
    "locked_out": _LOCKED,
    "siret_invalid": _BAD_FORM,
    "employer_name_missing": _BAD_FORM,
    "contract_not_pending": _CONFLICT,
    "reply_too_late": _CONFLICT,
    "contract_not_accepted": _CONFLICT,
    "break_date_invalid": _BAD_FORM,
    # After the acceptance: R6.1.
    "not_accepted": _CONFLICT,
    "already_enrolled": _CONFLICT,
    "not_enrolled": _CONFLICT,
    "enrolment_sent": _CONFLICT,
    "enrolment_being_sent": _CONFLICT,
    "enrolment_not_sent": _CONFLICT,
    "enrolment_of_registration": _CONFLICT,
    "already_settled": _CONFLICT,
    # Registrations of a school year: R6.2.
    "no_first_day": _CONFLICT,
    "before_first_day": _LOCKED,
    "admitted_gone": _CONFLICT,
    "admitted_not_accepted": _CONFLICT,
    "already_registered": _CONFLICT,
    "learner_merged": _CONFLICT,
    "learner_elsewhere": _CONFLICT,
    "learner_known": _CONFLICT,
    "division_elsewhere": _BAD_FORM,
    "division_retired": _BAD_FORM,
    "division_taken": _CONFLICT,
    "document_in_use": _CONFLICT,
    "registration_blocked": _CONFLICT,
    "registration_validated": _CONFLICT,
    "registration_cancelled": _CONFLICT,
    "first_day_passed_by": _CONFLICT,
    "ine_taken": _CONFLICT,
    "nature_unknown": _BAD_FORM,
    # Pre-registration and stations: R6.8.
    "not_in_pool": _CONFLICT,
    "pre_registration_closed": _CONFLICT,
    "pre_registration_incomplete": _BAD_FORM,
    "pre_registration_settled": _CONFLICT,
    "no_learner_yet": _CONFLICT,
    "registration_final": _CONFLICT,
    "birth_date_unknown": _CONFLICT,
    "stations_closed": _CONFLICT,
    "not_arrived": _CONFLICT,
    "not_at_this_station": _CONFLICT,
    "station_retired": _CONFLICT,
    "payment_needed": _BAD_FORM,
    "already_paid": _CONFLICT,
    "passage_undone": _CONFLICT,
    "payment_sent": _CONFLICT,
    "payment_station_taken": _CONFLICT,
    "no_payment_station": _CONFLICT,
    # Admitted candidates: R6.3, R6.4, R6.6.
    "other_school_year": _BAD_FORM,
    "pool_would_shrink": _BAD_FORM,
    "import_not_undoable": _CONFLICT,
    "profile_name_taken": _CONFLICT,
    "profile_incomplete": _BAD_FORM,
    # Connectors and exchanges: R6.4, R7.3.
    "connector_not_ready": _CONFLICT,
    "connector_not_tested": _CONFLICT,
    "connector_missing": _CONFLICT,
    "secret_of_another_host": _BAD_FORM,
    # Capacity, and requests to the regional authority: R4.9.
    "capacity_below_contracts": _CONFLICT,
    "request_already_open": _CONFLICT,
    "request_not_open": _CONFLICT,
    "seats_left": _CONFLICT,
    "wanted_capacity_invalid": _BAD_FORM,
    "capacity_not_raised": _BAD_FORM,
    "answer_missing": _BAD_FORM,
    "no_request_selected": _BAD_FORM,
    # Opening a centre: R8.1, R8.3.
    "uai_taken": _CONFLICT,
    "has_administrator": _CONFLICT,
    # Public reports: R9.5.
    "report_not_open": _CONFLICT,
    "report_over": _CONFLICT,
    "report_published": _CONFLICT,
    "report_empty": _BAD_FORM,
    # Acts and forms.
    "key_reused": _CONFLICT,
    "stale_version": _CONFLICT,
    "calendar_incomplete": _CONFLICT,
    "clock_suspect": _CONFLICT,
    "acts_stopped": _CONFLICT,
    "job_running": _CONFLICT,
    "import_not_ready": _CONFLICT,
    "confirmation_missing": _BAD_FORM,
    "mail_settled": _CONFLICT,
    "mail_text_changed": _CONFLICT,
    "mail_waiting": _CONFLICT,
    "mail_not_needed": _CONFLICT,
    "too_many_resends": _TOO_MANY,
    "too_many_links": _TOO_MANY,
    "too_many_invitations": _TOO_MANY,
    "links_ended": _CONFLICT,
    "mail_not_configured": _CONFLICT,
    "too_many_mail_tests": _TOO_MANY,
    "too_many_numbers": _TOO_MANY,
    # A refusal in two steps: R8.3.
    "refusal_already_drafted": _CONFLICT,
    "no_refusal_draft": _CONFLICT,
    "own_refusal_draft": _CONFLICT,
    "reason_missing": _BAD_FORM,
    "details_missing": _BAD_FORM,
    "reason_taken": _CONFLICT,
    "reason_retired": _CONFLICT,
    "last_reason": _CONFLICT,
    "nothing_selected": _BAD_FORM,
    "candidate_unknown": _BAD_FORM,
    "candidate_number_invalid": _BAD_FORM,
    "uai_invalid": _BAD_FORM,
    "ine_invalid": _BAD_FORM,
    "rncp_invalid": _BAD_FORM,
    "diploma_code_invalid": _BAD_FORM,
    # Personal data.
    "hold_standing": _CONFLICT,
    "hold_missing": _CONFLICT,
    "person_erased": _CONFLICT,
    "known_elsewhere": _CONFLICT,
    "nothing_to_correct": _BAD_FORM,
    # accounts (R8.1, R8.3); `wait` of a throttled sign-in is in seconds
    "candidate_unidentified": _BAD_FORM,
    "candidate_throttled": _TOO_MANY,
    "sign_in_refused": _BAD_FORM,
    "sign_in_throttled": _TOO_MANY,
    "email_invalid": _BAD_FORM,
    "email_shared": _BAD_FORM,
    "email_taken": _BAD_FORM,
    "password_too_short": _BAD_FORM,
    "password_too_long": _BAD_FORM,
    "password_common": _BAD_FORM,
    "password_repeated": _BAD_FORM,
    "password_trade": _BAD_FORM,
    "password_own_words": _BAD_FORM,
    "password_unchanged": _BAD_FORM,
    "mobile_missing": _BAD_FORM,
    "mobile_invalid": _BAD_FORM,
    "name_invalid": _BAD_FORM,
    "reset_throttled": _TOO_MANY,
    "link_used": _GONE,
    "last_administrator": _CONFLICT,
    "account_closed": _CONFLICT,
    "already_has_password": _CONFLICT,
    "charter_empty": _BAD_FORM,
    "campaign_unknown": _BAD_FORM,
    "charter_changed": _CONFLICT,
    "role_unknown": _BAD_FORM,
    "centre_missing": _BAD_FORM,
    "centre_unknown": _BAD_FORM,
    "centre_not_allowed": _BAD_FORM,
    "academie_missing": _BAD_FORM,
    "academie_not_allowed": _BAD_FORM,
    "programmes_not_allowed": _BAD_FORM,
    "programme_unknown": _BAD_FORM,
    "account_unknown": _BAD_FORM,
    # second factor (R8.2); `wait` is in seconds
    "code_refused": _BAD_FORM,
    "code_throttled": _TOO_MANY,
    "code_mail_throttled": _TOO_MANY,
    "sign_in_expired": _CONFLICT,
    "password_refused": _BAD_FORM,
    "factor_exists": _CONFLICT,
    "factor_missing": _CONFLICT,
    "factor_unknown": _CONFLICT,
    "factor_last": _CONFLICT,
    "factor_unreadable": _CONFLICT,
    "passkey_refused": _BAD_FORM,
    "totp_secret_invalid": _BAD_FORM,
    "rights_of_administrator": _CONFLICT,
}

#: The name of a constraint, or of a trigger, of the database → the code of the refusal that it amounts to.
CONSTRAINT_REFUSALS: dict[str, str] = {
    "ck_programme_seats_within_capacity": "capacity_reached",
    "uq_station_payment": "payment_station_taken",
    "constraint failed: station.centre_id": "payment_station_taken",  # the same index, by its column
    "ck_application_no_late_person": "review_deadline_passed",
    "decision_is_final": "already_decided",
    "report_is_frozen": "report_over",
    "uq_public_report_programme_id": "stale_version",
    "refusal_needs_two": "no_refusal_draft",
    "pk_refusal_draft": "refusal_already_drafted",
    "refusal_draft.application_id": "refusal_already_drafted",
    "contract_locked_out": "locked_out",
    "contract_outside_window": "outside_contract_window",
    "contract_is_final": "contract_not_pending",
    "reply_is_final": "contract_not_pending",
    "uq_contract_active": "already_contracted",
    "contract_is_not_replaced": "already_contracted",  # SQLite's trigger speaks before the index
    "contract.application_id": "already_contracted",  # SQLite names a partial index by its columns
    "uq_application_accepted": "accepted_elsewhere",
    "constraint failed: application.candidate_id": "accepted_elsewhere",  # the same index, by its column
    "uq_regional_request_open": "request_already_open",
    "regional_request.programme_id, regional_request.kind": "request_already_open",
    "request_is_final": "request_not_open",
    "uq_retention_hold_standing": "hold_standing",
    "retention_hold.application_id": "hold_standing",
    "enrolment_needs_acceptance": "not_accepted",
    "uq_enrolment_standing": "already_enrolled",
    "enrolment_is_not_replaced": "already_enrolled",
    "enrolment.application_id": "already_enrolled",
    "enrolment_is_final": "enrolment_sent",
    "undoing_needs_reason": "reason_missing",
    "registration_before_term": "before_first_day",
    "uq_registration_standing": "already_registered",
    "registration.admitted_id": "already_registered",
    "uq_division_centre_id_year_code": "division_taken",
    "division.centre_id, division.year, division.code": "division_taken",
    "registration_is_final": "registration_validated",
    "registration_is_over": "registration_cancelled",
    "registration_is_kept": "registration_validated",
    "first_day_stays_before": "first_day_passed_by",
    "uq_learner_ine": "ine_taken",
    "learner.centre_id, learner.ine": "ine_taken",
    "clock_never_goes_back": "clock_suspect",
    "pk_submission": "key_reused",  # the same form twice at the very same instant
    "submission.account_id, submission.route, submission.key": "key_reused",
    "uq_training_centre_uai": "uai_taken",
    "training_centre.uai": "uai_taken",
    "uq_account_email_folded": "email_taken",
    "account.email_folded": "email_taken",
}


class RuleViolation(Exception):  # noqa: N818  (it is a refusal, not a fault)
    """The rules refuse an act; `details` are the facts its sentence needs (who, when, how many)."""

    def __init__(self, code: str, **details: object) -> None:
        if code not in STATUS:
            raise ValueError(f"unknown refusal code: {code}")
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def status(self) -> int:
        """The HTTP status that a view answers with."""
        return STATUS[self.code]

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the details when a refusal crosses processes."""
        return (_rebuild, (self.code, self.details))


def _rebuild(code: str, details: dict[str, object]) -> RuleViolation:
    return RuleViolation(code, **details)
