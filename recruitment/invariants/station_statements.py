"""Impossible states of the day on site and of its end (R6.8): see `statements`."""

from recruitment.invariants.statements import Statement

STATEMENTS = (
    Statement(
        "payment_at_its_station",
        "payment",
        "R6.8",
        """SELECT p.passage_id AS id, s.kind FROM payment p JOIN passage g ON g.id = p.passage_id
             JOIN station s ON s.id = g.station_id
            WHERE s.kind <> 'payment'""",
    ),
    Statement(
        "paid_where_payment_is_taken",
        "passage",
        "R6.8",
        """SELECT g.id, g.station_id FROM passage g JOIN station s ON s.id = g.station_id
             LEFT JOIN payment p ON p.passage_id = g.id
            WHERE s.kind = 'payment' AND p.passage_id IS NULL""",
    ),
    Statement(
        "receipts_counted",
        "on_site",
        "R6.8",
        """SELECT o.centre_id AS id, o.receipts, p.payments FROM on_site o
             JOIN (SELECT centre_id, count(*) AS payments FROM payment GROUP BY centre_id) p
               ON p.centre_id = o.centre_id
            WHERE o.receipts <> p.payments""",
    ),
    Statement(
        "passed_after_arrival",
        "passage",
        "R6.8",
        """SELECT g.id, g.passed_at, a.arrived_at FROM passage g JOIN arrival a ON a.id = g.arrival_id
            WHERE g.passed_at < a.arrived_at OR (g.undone_at IS NOT NULL AND g.undone_at < g.passed_at)""",
    ),
    Statement(
        "passages_in_the_journal",
        "training_centre",
        "R6.8",
        """SELECT g.centre_id AS id, g.passed, g.undone, j.passed AS passed_lines, j.undone AS undone_lines
            FROM (SELECT centre_id, count(*) AS passed, count(undone_at) AS undone FROM passage
                   GROUP BY centre_id) g
            LEFT JOIN (SELECT chain, count(CASE WHEN event = 'station_passed' THEN 1 END) AS passed,
                         count(CASE WHEN event = 'station_undone' THEN 1 END) AS undone FROM journal_entry
                        WHERE event IN ('station_passed', 'station_undone') GROUP BY chain) j
              ON j.chain = g.centre_id
            WHERE g.passed <> coalesce(j.passed, 0) OR g.undone <> coalesce(j.undone, 0)""",
    ),
    Statement(
        "sent_pre_registration_whole",
        "pre_registration",
        "R6.8",
        """SELECT p.admitted_id AS id, p.sent_times FROM pre_registration p
            WHERE (p.sent_times = 0) <> (p.sent_at IS NULL)""",
    ),
)
