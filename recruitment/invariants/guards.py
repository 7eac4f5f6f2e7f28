"""The database's own guards: a rebuilt table may have lost its triggers or its CHECKs without a word."""

from collections.abc import Iterator

from sqlalchemy import CheckConstraint, Connection, inspect, text
from sqlalchemy.orm import Session

from recruitment.core.database import Base

TRIGGERS = frozenset(
    {
        "access_no_update",
        "application_is_tied",
        "application_seats_delete",
        "application_seats_insert",
        "application_seats_update",
        "clock_is_kept",
        "clock_never_goes_back",
        "contract_is_final",
        "contract_is_kept",
        "contract_is_tied",
        "contract_window",
        "decision_is_final",
        "decision_is_kept",
        "enrolment_is_final",
        "enrolment_is_kept",
        "enrolment_is_tied",
        "enrolment_needs_acceptance",
        "first_day_stays_before",
        "journal_is_chained",
        "journal_no_delete",
        "journal_no_update",
        "lease_token_only_grows",
        "outbox_sent_is_final",
        "refusal_needs_two",
        "registration_before_term",
        "registration_born_before_term",
        "registration_is_final",
        "registration_is_kept",
        "registration_is_over",
        "reply_is_final",
        "report_is_frozen",
        "report_is_kept",
        "report_stays_published",
        "request_is_final",
        "school_year_is_kept",
        "undoing_needs_reason",
    }
)
POSTGRESQL_TRIGGERS = frozenset(
    {
        "application_no_truncate",
        "contract_no_truncate",
        "enrolment_no_truncate",
        "journal_entry_no_truncate",
        "public_report_no_truncate",
        "registration_no_truncate",
    }
)
SQLITE_TRIGGERS = frozenset(
    {
        "contract_is_not_replaced",
        "enrolment_is_not_replaced",
        "decision_is_not_replaced",
        "journal_is_not_replaced",
        "registration_is_not_replaced",
        "report_is_not_replaced",
    }
)
OF_ONE_ENGINE = {"sqlite": SQLITE_TRIGGERS, "postgresql": POSTGRESQL_TRIGGERS}
_PRESENT = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def missing_guards(session: Session) -> Iterator[tuple[str, str]]:
    """Yield the triggers and the CHECKs that are not there, by name."""
    connection = session.connection()
    dialect = connection.dialect.name
    expected = TRIGGERS | OF_ONE_ENGINE[dialect]
    for name in sorted(expected - set(session.scalars(text(_PRESENT[dialect])))):
        yield name, "the trigger is missing or disabled"
    for name in sorted(_expected_checks(connection) - _checks(connection)):
        yield name, "the CHECK is missing"


def _expected_checks(connection: Connection) -> set[str]:
    named = connection.dialect.identifier_preparer.format_constraint
    return {
        str(named(constraint))
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }


def _checks(connection: Connection) -> set[str]:
    inspector = inspect(connection)
    return {
        str(check["name"])
        for table in Base.metadata.tables
        if inspector.has_table(table)
        for check in inspector.get_check_constraints(table)
    }
