"""One statement per impossible state: the rows that are in it, the same on SQLite and on PostgreSQL.

The first column is the id of the row that is wrong, the others are what shows it.
"""
# ruff: noqa: S608 - every value put into a statement is one of our own lists

from dataclasses import dataclass

from recruitment.applications.models import STATES
from recruitment.rules.vocabulary import ACTIVE_STATES, ACTIVE_STATUSES

LISTED_STATES = ", ".join(f"'{state}'" for state in STATES)
ACTIVE = ", ".join(sorted(f"'{state}'" for state in ACTIVE_STATES))
HOLDING = ", ".join(sorted(f"'{status}'" for status in ACTIVE_STATUSES))
EVENT = """CASE WHEN a.decision_origin = 'system' THEN 'auto_retain'
  WHEN a.decision = 'refused' THEN 'refuse' ELSE 'retain' END"""
COUNTED = "CASE WHEN p.seat_rule = 'entered' THEN coalesce(c.entered, 0) ELSE coalesce(a.active, 0) END"


@dataclass(frozen=True, slots=True)
class Statement:
    """An impossible state: its name, the table whose ids are returned, the rule, the query."""

    name: str
    table: str
    rule: str
    sql: str


STATEMENTS = (
    Statement(
        "counters_add_up",
        "application",
        "R1.3",
        f"SELECT id, programme_id, state FROM application WHERE state NOT IN ({LISTED_STATES})",
    ),
    Statement(
        "seats_counted",
        "programme",
        "R1.3, R4.4",
        f"""SELECT p.id, p.seat_rule, p.seats_taken, {COUNTED} AS counted FROM programme p
            LEFT JOIN (SELECT programme_id, count(*) AS active FROM application WHERE state IN ({ACTIVE})
                       GROUP BY programme_id) a ON a.programme_id = p.id
            LEFT JOIN (SELECT programme_id, count(*) AS entered FROM contract GROUP BY programme_id) c
              ON c.programme_id = p.id
            WHERE p.seats_taken <> {COUNTED}""",
    ),
    Statement(
        "capacity_kept",
        "programme",
        "R4.5",
        f"""SELECT p.id, p.capacity, p.seats_taken, coalesce(a.active, 0) AS active FROM programme p
            LEFT JOIN (SELECT programme_id, count(*) AS active FROM application WHERE state IN ({ACTIVE})
                       GROUP BY programme_id) a ON a.programme_id = p.id
            WHERE (p.seats_taken > 0 OR coalesce(a.active, 0) > 0) AND (p.capacity IS NULL
              OR p.seats_taken > p.capacity OR coalesce(a.active, 0) > p.capacity)""",
    ),
    Statement(
        "decision_after_confirmation",
        "application",
        "R2.1",
        """SELECT id, decision, confirmed_at, decided_at FROM application
            WHERE decision IS NOT NULL AND (confirmed_at IS NULL OR decided_at IS NULL OR decided_at <
            confirmed_at)""",
    ),
    Statement(
        "no_early_passage",
        "application",
        "R3.4",
        """SELECT id, decision_rule, auto_retain_at, decided_at FROM application
            WHERE decision_origin = 'system' AND decision_rule <> 'no_examination'
              AND (auto_retain_at IS NULL OR decided_at < auto_retain_at)""",
    ),
    Statement(
        "no_late_person",
        "application",
        "R3.5",
        """SELECT id, decided_by_id, auto_retain_at, decided_at FROM application
            WHERE decision_origin = 'person' AND decided_at >= auto_retain_at""",
    ),
    Statement(
        "passage_has_its_rule",
        "application",
        "R3.2",
        """SELECT id, decision_rule, deadline_rule, decided_by_id FROM application
            WHERE decision_origin = 'system' AND (decision_rule IS NULL OR deadline_rule IS NULL
              OR decision_rule <> deadline_rule OR decided_by_id IS NOT NULL)""",
    ),
    Statement(
        "refusal_by_a_person",
        "application",
        "R2.3",
        """SELECT id, decision_origin, decided_by_id FROM application
            WHERE decision = 'refused' AND (decision_origin <> 'person' OR decision_origin IS NULL
              OR decided_by_id IS NULL)""",
    ),
    Statement(
        "exempt_never_automatic",
        "application",
        "R3",
        """SELECT id, decision_rule, decided_at FROM application
            WHERE decision_origin = 'system' AND deadline_rule = 'exempt'""",
    ),
    Statement(
        "no_examination_decided",
        "application",
        "R2.2",
        """SELECT id, confirmed_at FROM application
            WHERE deadline_rule = 'no_examination' AND decision IS NULL""",
    ),
    Statement(
        "active_state_has_its_contract",
        "application",
        "R4.7",
        f"""SELECT a.id, a.state, count(c.id) AS contracts FROM application a
            LEFT JOIN contract c ON c.application_id = a.id AND c.status IN ({HOLDING})
            WHERE a.state IN ({ACTIVE}) GROUP BY a.id, a.state
            HAVING count(c.id) <> 1
              OR max(CASE c.status WHEN 'pending' THEN 'offer_pending' ELSE c.status END) <> a.state""",
    ),
    Statement(
        "contract_has_its_state",
        "contract",
        "R4.7",
        f"""SELECT c.id, c.status, c.application_id, a.state FROM contract c
            LEFT JOIN application a ON a.id = c.application_id
            WHERE c.status IN ({HOLDING}) AND (a.id IS NULL OR a.state NOT IN ({ACTIVE}))""",
    ),
    Statement(
        "decision_is_told",
        "application",
        "R2.6",
        f"""SELECT a.id, a.decision, a.decision_origin, a.decided_at FROM application a
            WHERE a.decision IS NOT NULL AND NOT EXISTS (SELECT 1 FROM outbox o
              WHERE o.event_key = 'application:' || a.id || ':' || {EVENT} AND o.template = a.decision)
            AND NOT EXISTS (SELECT 1 FROM retention_mark m WHERE m.kind = 'mails' AND a.decided_at < m.before)
            AND NOT EXISTS (SELECT 1 FROM candidate c WHERE c.id = a.candidate_id AND c.erased_at IS NOT NULL)""",
    ),
    Statement(
        "decision_in_the_journal",
        "application",
        "R3.4",
        f"""SELECT a.id, a.decision, a.decision_origin, count(j.id) AS lines FROM application a
            LEFT JOIN journal_entry j ON j.application_id = a.id AND j.event = {EVENT}
            WHERE a.decision IS NOT NULL
            GROUP BY a.id, a.decision, a.decision_origin HAVING count(j.id) <> 1""",
    ),
    # Whoever wipes a decision past the guards, by INSERT OR REPLACE for one, leaves its line in the journal.
    Statement(
        "journalled_decision_stands",
        "application",
        "R2.4",
        f"""SELECT j.application_id, j.event, a.decision, a.decision_origin FROM journal_entry j
            LEFT JOIN application a ON a.id = j.application_id
            WHERE j.event IN ('refuse', 'retain', 'auto_retain')
              AND (a.decision IS NULL OR j.event <> {EVENT})""",
    ),
    Statement(
        "contract_in_the_journal",
        "contract",
        "R4.8",
        """SELECT c.id, c.application_id, count(j.id) AS lines FROM contract c
            LEFT JOIN journal_entry j ON j.application_id = c.application_id AND j.contract_id = c.id
              AND j.event = 'enter_contract'
            GROUP BY c.id, c.application_id HAVING count(j.id) <> 1""",
    ),
    Statement("no_permit_left", "purge_permit", "I2", "SELECT id FROM purge_permit"),
    # Whoever is erased is nobody's neighbour: no name, no number, no address, no text of theirs.
    Statement(
        "erased_is_nobody",
        "candidate",
        "I23",
        """SELECT c.id, c.erased_at FROM candidate c WHERE c.erased_at IS NOT NULL AND (
              c.candidate_number <> 'anonyme-' || c.id OR c.search_text <> '' OR c.birth_date IS NOT NULL
              OR coalesce(c.email, c.phone, c.mobile, c.ine, c.address) IS NOT NULL
              OR EXISTS (SELECT 1 FROM guardian g WHERE g.candidate_id = c.id)
              OR EXISTS (SELECT 1 FROM application a LEFT JOIN note n ON n.application_id = a.id
                          WHERE a.candidate_id = c.id AND (a.refusal_details IS NOT NULL OR n.id IS NOT NULL)))""",
    ),
    # Only what was already due, and not touched since, when the last whole sweep began.
    Statement(
        "due_is_decided",
        "application",
        "R3.4",
        """SELECT a.id, a.auto_retain_at, s.swept_at FROM application a
            JOIN (SELECT max(procedure_time) AS swept_at FROM job_run
                   WHERE job = 'sweep-deadlines' AND outcome = 'done') s
              ON a.auto_retain_at <= s.swept_at AND a.updated_at < s.swept_at
            WHERE a.state = 'confirmed' AND a.auto_retain_at IS NOT NULL""",
    ),
)
