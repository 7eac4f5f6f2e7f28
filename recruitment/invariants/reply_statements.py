"""Impossible states of offers and their answers (R5.2 to R5.7, I10, I11, I13): see `statements`."""
# ruff: noqa: S608 - every value put into a statement is one of our own lists

from recruitment.contracts.actions.leaving import TEMPLATES
from recruitment.invariants.statements import Statement
from recruitment.rules.replies import ACCEPTED_STATES
from recruitment.rules.transitions import allowed
from recruitment.rules.vocabulary import ApplicationState, Event

ACCEPTED = ", ".join(sorted(f"'{state}'" for state in ACCEPTED_STATES))
OPEN = ", ".join(f"'{state}'" for state in ApplicationState if allowed(state, Event.WITHDRAW))
ANSWERS = ", ".join(f"'{event}'" for event in TEMPLATES)
TOLD_BY = "CASE j.event {} END".format(
    " ".join(f"WHEN '{event}' THEN '{template}'" for event, template in TEMPLATES.items())
)
#: The line of the journal that an answered or ended offer has.
LINE = (
    "CASE c.status WHEN 'accepted' THEN 'accept' WHEN 'expired' THEN 'expire'"
    " WHEN 'accepted_keeping_wishes' THEN 'accept_keeping_wishes' END"
)

STATEMENTS = (
    Statement(
        "one_accepted_offer",
        "candidate",
        "R5.5, I11",
        f"""SELECT candidate_id AS id, count(*) AS accepted FROM application WHERE state IN ({ACCEPTED})
            GROUP BY candidate_id HAVING count(*) > 1""",
    ),
    # What came by a later file is not what the candidate gave up.
    Statement(
        "accepted_leaves_none_open",
        "application",
        "R5.4",
        f"""SELECT o.id, o.state, a.id AS accepted FROM application a
            JOIN journal_entry j ON j.application_id = a.id AND j.event = 'accept'
            JOIN application o ON o.candidate_id = a.candidate_id AND o.id <> a.id
            WHERE a.state = 'accepted' AND o.state IN ({OPEN}) AND o.received_at < j.at""",
    ),
    Statement(
        "answered_in_time",
        "contract",
        "R5.1, I10",
        """SELECT id, status, replied_at, reply_until FROM contract
            WHERE (replied_at > reply_until AND status NOT IN ('broken', 'cancelled'))
               OR (status IN ('accepted', 'accepted_keeping_wishes') AND replied_at IS NULL)""",
    ),
    Statement(
        "no_early_expiry",
        "contract",
        "R5.6, I10",
        """SELECT id, ended_at, reply_until, replied_at FROM contract
            WHERE status = 'expired' AND (ended_at IS NULL OR ended_at <= reply_until OR replied_at IS NOT NULL)""",
    ),
    # Only what had run out when the last whole sweep began; seconds, for the last one counts until it is over.
    Statement(
        "run_out_is_expired",
        "contract",
        "R5.6",
        """SELECT c.id, c.reply_until, s.swept_at FROM contract c
            JOIN (SELECT max(procedure_time) AS swept_at FROM job_run
                   WHERE job = 'sweep-offers' AND outcome = 'done') s
              ON substr(CAST(c.reply_until AS text), 1, 19) < substr(CAST(s.swept_at AS text), 1, 19)
            WHERE c.status = 'pending'""",
    ),
    Statement(
        "answer_in_the_journal",
        "contract",
        "R5.2, I14",
        f"""SELECT c.id, c.status, count(j.id) AS lines FROM contract c
            LEFT JOIN journal_entry j ON j.application_id = c.application_id AND j.contract_id = c.id
              AND j.event = {LINE}
            WHERE c.status IN ('accepted', 'accepted_keeping_wishes', 'expired')
            GROUP BY c.id, c.status HAVING count(j.id) <> 1""",
    ),
    Statement(
        "answer_is_told",
        "journal_entry",
        "R5.6, I13",
        f"""SELECT j.id, j.event, j.application_id, j.contract_id FROM journal_entry j
            WHERE j.event IN ({ANSWERS}) AND NOT EXISTS (SELECT 1 FROM outbox o
              WHERE o.event_key = CASE WHEN j.contract_id IS NULL THEN 'application:' || j.application_id
                ELSE 'contract:' || j.contract_id END || ':' || j.event
                AND o.template = {TOLD_BY} AND o.recipient = 'candidate:' || j.candidate_id)
            AND NOT EXISTS (SELECT 1 FROM retention_mark m WHERE m.kind = 'mails' AND j.at < m.before)
            AND NOT EXISTS (SELECT 1 FROM candidate c WHERE c.id = j.candidate_id AND c.erased_at IS NOT NULL)""",
    ),
)
