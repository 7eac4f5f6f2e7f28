"""Impossible states of administrative enrolments (R6.1, I12): see `statements`."""

from recruitment.invariants.statements import Statement

STATEMENTS = (
    Statement(
        "enrolled_after_a_yes",
        "enrolment",
        "R6.1, I12",
        """SELECT e.id, c.status, c.replied_at FROM enrolment e JOIN contract c ON c.id = e.contract_id
            WHERE c.application_id <> e.application_id OR c.replied_at IS NULL
              OR c.status IN ('pending', 'expired', 'cancelled')""",
    ),
    Statement(
        "enrolment_in_the_journal",
        "application",
        "R6.1",
        """SELECT e.application_id AS id, e.done, e.undone, j.done AS done_lines, j.undone AS undone_lines
            FROM (SELECT application_id, count(*) AS done, count(undone_at) AS undone FROM enrolment
                   GROUP BY application_id) e
            LEFT JOIN (SELECT application_id, count(CASE WHEN event = 'enrol' THEN 1 END) AS done,
                         count(CASE WHEN event <> 'enrol' THEN 1 END) AS undone FROM journal_entry
                        WHERE event IN ('enrol', 'undo_enrolment', 'cancel_enrolment') GROUP BY application_id) j
              ON j.application_id = e.application_id
            WHERE e.done <> coalesce(j.done, 0) OR e.undone <> coalesce(j.undone, 0)""",
    ),
)
