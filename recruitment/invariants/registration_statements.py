"""Impossible states of registrations (R6.2): see `statements`."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.invariants.statements import Statement
from recruitment.learners.models import Registration
from recruitment.rules.paris import paris_day

READ_AT_ONCE = 2_000

STATEMENTS = (
    Statement(
        "validated_from_the_first_day",
        "registration",
        "R6.2",
        """SELECT r.id, r.validated_on, y.first_day FROM registration r
            LEFT JOIN school_year y ON y.centre_id = r.centre_id AND y.year = r.school_year
            WHERE r.validated_at IS NOT NULL AND r.cancelled_at IS NULL
              AND (y.first_day IS NULL OR y.first_day > r.validated_on)""",
    ),
    Statement(
        "validated_complete",
        "registration",
        "R6.2",
        """SELECT id, division_id, regime, platform_state FROM registration WHERE validated_at IS NOT NULL
              AND (division_id IS NULL OR regime IS NULL OR platform_state IS NULL
                OR platform_state NOT IN (1, 2, 4, 5))""",
    ),
    Statement(
        "registration_in_the_journal",
        "programme",
        "R6.2",
        """SELECT r.programme_id AS id, r.validated, r.cancelled, j.validated AS validated_lines,
              j.cancelled AS cancelled_lines
            FROM (SELECT programme_id, count(validated_at) AS validated, count(cancelled_at) AS cancelled
                    FROM registration GROUP BY programme_id) r
            LEFT JOIN (SELECT programme_id, count(CASE WHEN event = 'registration_validated' THEN 1 END) AS validated,
                         count(CASE WHEN event = 'registration_cancelled' THEN 1 END) AS cancelled FROM journal_entry
                        WHERE event IN ('registration_validated', 'registration_cancelled') GROUP BY programme_id) j
              ON j.programme_id = r.programme_id
            WHERE r.validated <> coalesce(j.validated, 0) OR r.cancelled <> coalesce(j.cancelled, 0)""",
    ),
    # Where a centre chose the end of the day, what is not paid yet waits for it.
    Statement(
        "validation_goes_up",
        "registration",
        "R6.2",
        """SELECT r.id, r.validated_at FROM registration r
            WHERE r.validated_at IS NOT NULL AND r.cancelled_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM uplink_moment m WHERE m.centre_id = r.centre_id AND m.moment = 'end_of_day')
              AND NOT EXISTS (SELECT 1 FROM uplink_entry u
                WHERE u.event_key = 'registration:' || r.id || '\\:validated')""",
    ),
    Statement(
        "cancellation_goes_up",
        "registration",
        "R6.2",
        """SELECT r.id, r.cancelled_at FROM registration r
            JOIN uplink_entry u ON u.event_key = 'registration:' || r.id || '\\:validated' AND u.status = 'sent'
            WHERE r.cancelled_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM uplink_entry c
              WHERE c.event_key = 'registration:' || r.id || '\\:cancelled')""",
    ),
)


def misdated_validations(session: Session) -> Iterator[tuple[int, str]]:
    """Yield the validations whose day is not that of Paris at their instant."""
    statement = select(Registration.id, Registration.validated_at, Registration.validated_on).where(
        Registration.validated_at.is_not(None)
    )
    for row in session.execute(statement, execution_options={"yield_per": READ_AT_ONCE}):
        if paris_day(row.validated_at) != row.validated_on:
            yield row.id, f"validated_at={row.validated_at}, validated_on={row.validated_on}"
