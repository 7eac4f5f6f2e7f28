"""Guard in the database what no code may break.

Decisions and contracts that are final, the journal, the seats taken, the nightly lock: triggers on both engines, so
that the rule holds by whatever door a statement comes in. A later migration that rebuilds one of these tables on
SQLite must drop and create its triggers again: SQLite forgets them with the old table.
"""

from typing import Any

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ACTIVE = "('offer_pending', 'accepted', 'accepted_keeping_wishes')"
DECISION = (
    "decision",
    "decided_at",
    "decided_by_id",
    "decision_origin",
    "decision_rule",
    "decision_late",
    "refusal_reason_id",
    "refusal_details",
    "confirmed_at",
    "review_deadline",
    "auto_retain_at",
    "deadline_rule",
)
APPLICATION_TIES = ("id", "campaign_id", "centre_id", "programme_id", "candidate_id")
CONTRACT_FACTS = (
    "id",
    "application_id",
    "programme_id",
    "centre_id",
    "campaign_id",
    "employer_name",
    "siret",
    "entered_at",
    "entered_local",
    "entered_by_id",
    "reply_until",
    "reply_rule",
)
ENDED = "('declined', 'expired', 'cancelled', 'broken')"

# What the clock of Paris shows: summer time from the last Sunday of March to the last of October, at 01:00 UTC.
SQLITE_PARIS = """strftime('%Y-%m-%dT%H:%M:%S', substr(NEW.entered_at, 1, 19), CASE
  WHEN substr(NEW.entered_at, 1, 19)
       >= date(substr(NEW.entered_at, 1, 4) || '-04-01', 'weekday 0', '-7 days') || 'T01:00:00'
   AND substr(NEW.entered_at, 1, 19)
       < date(substr(NEW.entered_at, 1, 4) || '-11-01', 'weekday 0', '-7 days') || 'T01:00:00'
  THEN '+2 hours' ELSE '+1 hour' END)"""
LOCKED = """(CASE WHEN c.lock_from <= c.lock_until THEN {t} >= c.lock_from AND {t} < c.lock_until
  ELSE {t} >= c.lock_from OR {t} < c.lock_until END)"""


def _changed(columns: tuple[str, ...], operator: str) -> str:
    return " OR ".join(f"NEW.{column} {operator} OLD.{column}" for column in columns)


def _sqlite_refusals() -> list[tuple[str, str]]:
    """Return the name and the body of each trigger that refuses, for SQLite."""
    differs = "IS NOT"

    def refuse(table: str, act: str, when: str, name: str) -> tuple[str, str]:
        return name, f"BEFORE {act} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{name}'); END"

    return [
        refuse(
            "application",
            "UPDATE",
            f"OLD.decision IS NOT NULL AND ({_changed(DECISION, differs)})",
            "decision_is_final",
        ),
        refuse("application", "UPDATE", _changed(APPLICATION_TIES, differs), "application_is_tied"),
        refuse("application", "DELETE", "OLD.decision IS NOT NULL", "decision_is_kept"),
        refuse("contract", "UPDATE", _changed(CONTRACT_FACTS, differs), "contract_is_tied"),
        refuse("contract", "UPDATE", f"OLD.status IN {ENDED}", "contract_is_final"),
        refuse("contract", "DELETE", "1", "contract_is_kept"),
        refuse("journal_entry", "UPDATE", "1", "journal_no_update"),
        refuse("journal_entry", "DELETE", "1", "journal_no_delete"),
        refuse("access_entry", "UPDATE", "1", "access_no_update"),
        refuse("outbox", "UPDATE", "OLD.status = 'sent'", "outbox_sent_is_final"),
        refuse("clock_guard", "UPDATE", "NEW.last_seen < OLD.last_seen", "clock_never_goes_back"),
        refuse("clock_guard", "DELETE", "1", "clock_is_kept"),
        refuse("job_lease", "UPDATE", "NEW.token < OLD.token", "lease_token_only_grows"),
        refuse("regional_request", "UPDATE", "OLD.status <> 'open'", "request_is_final"),
    ]


def _sqlite_triggers() -> list[tuple[str, str]]:
    time = "substr(NEW.entered_local, 12)"
    day = "substr(NEW.entered_local, 1, 10)"
    return [
        *_sqlite_refusals(),
        (
            "journal_is_chained",
            """BEFORE INSERT ON journal_entry WHEN NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM journal_entry p
  WHERE p.chain = NEW.chain AND p.seq = NEW.seq - 1 AND p.hash = NEW.prev_hash)
BEGIN SELECT RAISE(ABORT, 'journal_is_chained'); END""",
        ),
        (
            "contract_window",
            f"""BEFORE INSERT ON contract BEGIN
  SELECT RAISE(ABORT, 'contract_local_time') WHERE NEW.entered_local <> {SQLITE_PARIS};
  SELECT RAISE(ABORT, 'contract_locked_out') FROM campaign c WHERE c.id = NEW.campaign_id
     AND c.lock_timezone = 'Europe/Paris' AND {LOCKED.format(t=time)};
  SELECT RAISE(ABORT, 'contract_outside_window') FROM campaign c WHERE c.id = NEW.campaign_id
     AND (c.contracts_from IS NULL OR c.contracts_until IS NULL
          OR {day} < c.contracts_from OR {day} > c.contracts_until);
END""",
        ),
        (
            "application_seats_insert",
            f"""AFTER INSERT ON application BEGIN
  UPDATE programme SET board_version = board_version + 1, seats_taken = seats_taken + (NEW.state IN {ACTIVE})
   WHERE id = NEW.programme_id;
END""",
        ),
        (
            "application_seats_update",
            f"""AFTER UPDATE ON application BEGIN
  UPDATE programme SET board_version = board_version + 1, seats_taken = seats_taken
     + (NEW.state IN {ACTIVE} AND OLD.state NOT IN {ACTIVE})
     - (seat_rule = 'active' AND OLD.state IN {ACTIVE} AND NEW.state NOT IN {ACTIVE})
   WHERE id = NEW.programme_id;
END""",
        ),
        (
            "application_seats_delete",
            f"""AFTER DELETE ON application BEGIN
  UPDATE programme SET board_version = board_version + 1, seats_taken = seats_taken
     - (seat_rule = 'active' AND OLD.state IN {ACTIVE}) WHERE id = OLD.programme_id;
END""",
        ),
    ]


REFUSE = """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%', TG_NAME USING ERRCODE = 'restrict_violation'; END $$"""

# Once per statement: each new line follows the one before it, new itself or the last of its chain. Sequential scans
# are off since the plan is kept by the connection, which may have made it when the journal was empty.
CHAINED = """CREATE FUNCTION journal_is_chained() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$ BEGIN
  IF EXISTS (
    SELECT 1 FROM (SELECT chain, seq, prev_hash, lag(seq) OVER lines AS seq_before, lag(hash) OVER lines AS hash_before
                     FROM new_rows WINDOW lines AS (PARTITION BY chain ORDER BY seq)) n
     WHERE n.seq > 1 AND n.prev_hash IS DISTINCT FROM CASE WHEN n.seq_before = n.seq - 1 THEN n.hash_before
       ELSE (SELECT p.hash FROM journal_entry p WHERE p.chain = n.chain AND p.seq = n.seq - 1) END) THEN
    RAISE EXCEPTION 'journal_is_chained' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$"""

WINDOW = f"""CREATE FUNCTION contract_window() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE c campaign%ROWTYPE; t text; d date;
BEGIN
  SELECT * INTO c FROM campaign WHERE id = NEW.campaign_id;
  t := to_char(NEW.entered_at AT TIME ZONE c.lock_timezone, 'HH24:MI:SS');
  d := (NEW.entered_at AT TIME ZONE 'Europe/Paris')::date;
  IF NEW.entered_local <> to_char(NEW.entered_at AT TIME ZONE 'Europe/Paris', 'YYYY-MM-DD"T"HH24:MI:SS') THEN
    RAISE EXCEPTION 'contract_local_time' USING ERRCODE = 'restrict_violation';
  END IF;
  IF {LOCKED.format(t="t")} THEN
    RAISE EXCEPTION 'contract_locked_out' USING ERRCODE = 'restrict_violation';
  END IF;
  IF c.contracts_from IS NULL OR c.contracts_until IS NULL OR d < c.contracts_from OR d > c.contracts_until THEN
    RAISE EXCEPTION 'contract_outside_window' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$"""

# One update per programme and statement, in the order of the ids: two statements never wait for each other in a ring.
SEATS = """CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM 1 FROM programme WHERE id IN (SELECT programme_id FROM {rows}) ORDER BY id FOR NO KEY UPDATE;
  UPDATE programme p SET board_version = p.board_version + 1, seats_taken = p.seats_taken + d.delta
    FROM ({delta}) d WHERE p.id = d.programme_id;
  RETURN NULL;
END $$"""
SEATS_INSERT = SEATS.format(
    name="application_seats_insert",
    rows="new_rows",
    delta=f"""SELECT programme_id, count(*) FILTER (WHERE state IN {ACTIVE}) AS delta
      FROM new_rows GROUP BY programme_id""",
)
SEATS_UPDATE = SEATS.format(
    name="application_seats_update",
    rows="new_rows",
    delta=f"""SELECT n.programme_id, count(*) FILTER (WHERE n.state IN {ACTIVE} AND o.state NOT IN {ACTIVE})
      - count(*) FILTER (WHERE q.seat_rule = 'active' AND o.state IN {ACTIVE} AND n.state NOT IN {ACTIVE}) AS delta
      FROM new_rows n JOIN old_rows o ON o.id = n.id JOIN programme q ON q.id = n.programme_id
      GROUP BY n.programme_id""",
)
SEATS_DELETE = SEATS.format(
    name="application_seats_delete",
    rows="old_rows",
    delta=f"""SELECT o.programme_id, - count(*) FILTER (WHERE q.seat_rule = 'active' AND o.state IN {ACTIVE}) AS delta
      FROM old_rows o JOIN programme q ON q.id = o.programme_id GROUP BY o.programme_id""",
)


def _postgresql_triggers() -> list[tuple[str, str, str]]:
    """Return the name, the table and the body of each trigger, for PostgreSQL."""
    differs = "IS DISTINCT FROM"

    def refuse(table: str, act: str, when: str, name: str) -> tuple[str, str, str]:
        return name, table, f"BEFORE {act} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse()"

    def whole(table: str) -> tuple[str, str, str]:
        name = f"{table}_no_truncate"
        return name, table, f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse()"

    def seats(act: str, referencing: str) -> tuple[str, str, str]:
        name = f"application_seats_{act.lower()}"
        body = f"AFTER {act} ON application REFERENCING {referencing} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        return name, "application", body

    return [
        refuse(
            "application",
            "UPDATE",
            f"OLD.decision IS NOT NULL AND ({_changed(DECISION, differs)})",
            "decision_is_final",
        ),
        refuse("application", "UPDATE", _changed(APPLICATION_TIES, differs), "application_is_tied"),
        refuse("application", "DELETE", "OLD.decision IS NOT NULL", "decision_is_kept"),
        whole("application"),
        refuse("contract", "UPDATE", _changed(CONTRACT_FACTS, differs), "contract_is_tied"),
        refuse("contract", "UPDATE", f"OLD.status IN {ENDED}", "contract_is_final"),
        refuse("contract", "DELETE", "true", "contract_is_kept"),
        whole("contract"),
        refuse("journal_entry", "UPDATE", "true", "journal_no_update"),
        refuse("journal_entry", "DELETE", "true", "journal_no_delete"),
        whole("journal_entry"),
        refuse("access_entry", "UPDATE", "true", "access_no_update"),
        refuse("outbox", "UPDATE", "OLD.status = 'sent'", "outbox_sent_is_final"),
        refuse("clock_guard", "UPDATE", "NEW.last_seen < OLD.last_seen", "clock_never_goes_back"),
        refuse("clock_guard", "DELETE", "true", "clock_is_kept"),
        refuse("job_lease", "UPDATE", "NEW.token < OLD.token", "lease_token_only_grows"),
        refuse("regional_request", "UPDATE", "OLD.status <> 'open'", "request_is_final"),
        (
            "journal_is_chained",
            "journal_entry",
            """AFTER INSERT ON journal_entry REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION journal_is_chained()""",
        ),
        (
            "contract_window",
            "contract",
            "BEFORE INSERT ON contract FOR EACH ROW EXECUTE FUNCTION contract_window()",
        ),
        seats("INSERT", "NEW TABLE AS new_rows"),
        seats("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        seats("DELETE", "OLD TABLE AS old_rows"),
    ]


POSTGRESQL_FUNCTIONS = {
    "refuse": REFUSE,
    "journal_is_chained": CHAINED,
    "contract_window": WINDOW,
    "application_seats_insert": SEATS_INSERT,
    "application_seats_update": SEATS_UPDATE,
    "application_seats_delete": SEATS_DELETE,
}


def _run(statement: str) -> None:
    """Run one statement as it stands, past the parameters of SQLAlchemy: neither `%` nor `:` is one here."""
    driver: Any = op.get_bind().connection.dbapi_connection
    driver.execute(statement)


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def upgrade() -> None:
    """Create the triggers."""
    if not _postgresql():
        for name, body in _sqlite_triggers():
            _run(f"CREATE TRIGGER {name} {body}")
        return
    for function in POSTGRESQL_FUNCTIONS.values():
        _run(function)
    for name, _table, body in _postgresql_triggers():
        _run(f"CREATE TRIGGER {name} {body}")
    # The index of what is due must not keep the dead entries of a large sweep for long.
    _run("ALTER TABLE application SET (autovacuum_vacuum_scale_factor = 0.02)")


def downgrade() -> None:
    """Drop the triggers."""
    if not _postgresql():
        for name, _body in _sqlite_triggers():
            _run(f"DROP TRIGGER {name}")
        return
    for name, table, _body in _postgresql_triggers():
        _run(f"DROP TRIGGER {name} ON {table}")
    for name in POSTGRESQL_FUNCTIONS:
        _run(f"DROP FUNCTION {name}()")
    _run("ALTER TABLE application RESET (autovacuum_vacuum_scale_factor)")
