"""Let retention erase, and keep what corrections changed.

Retention empties free texts of rows that are otherwise final. The triggers let it through while a row stands in
`purge_permit`, which no transaction can leave behind: it refers to a row that cannot exist, and the commit checks it.
Even then every fact of a decision or of a contract stays.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KINDS = "kind IN ('file', 'print', 'list', 'act', 'export')"
FORMER_KINDS = "kind IN ('file', 'print')"
CORRECTED = (
    "('last_name', 'first_name', 'birth_date', 'email', 'mobile', 'phone', 'address', 'postal_code', 'town')"
)
ACCESSES = "id, at, account_id, centre_id, application_id, kind"
DECISION_FACTS = (
    "decision",
    "decided_at",
    "decided_by_id",
    "decision_origin",
    "decision_rule",
    "decision_late",
    "refusal_reason_id",
    "confirmed_at",
    "review_deadline",
    "auto_retain_at",
    "deadline_rule",
)
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
    "status",
    "reply_until",
    "reply_rule",
    "replied_at",
    "ended_at",
    "ended_by_id",
    "broken_on",
)
ENDED = "('declined', 'expired', 'cancelled', 'broken')"
PERMITTED = "EXISTS (SELECT 1 FROM purge_permit)"


def _run(statement: str) -> None:
    """Run one statement as it stands, past the parameters of SQLAlchemy."""
    driver: Any = op.get_bind().connection.dbapi_connection
    driver.execute(statement)


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _changed(columns: tuple[str, ...]) -> str:
    operator = "IS DISTINCT FROM" if _postgresql() else "IS NOT"
    return " OR ".join(f"NEW.{column} {operator} OLD.{column}" for column in columns)


def _guards(*, permitted: bool) -> list[tuple[str, str, str, str]]:
    """Return name, table, when the trigger looks, and what it lets through (nothing without permits)."""
    decided = f"OLD.decision IS NOT NULL AND ({_changed((*DECISION_FACTS, 'refusal_details'))})"
    no_details = f"NEW.refusal_details IS NULL AND NOT ({_changed(DECISION_FACTS)})"
    no_reason = f"NEW.end_reason IS NULL AND NOT ({_changed(CONTRACT_FACTS)})"
    return [
        ("decision_is_final", "application", decided, f"{no_details} AND {PERMITTED}" if permitted else ""),
        (
            "contract_is_final",
            "contract",
            f"OLD.status IN {ENDED}",
            f"{no_reason} AND {PERMITTED}" if permitted else "",
        ),
    ]


def _replace_guards(*, permitted: bool) -> None:
    for name, table, when, unless in _guards(permitted=permitted):
        if not _postgresql():
            _run(f"DROP TRIGGER {name}")
            when = f"({when}) AND NOT ({unless})" if unless else when
            refusal = f"SELECT RAISE(ABORT, '{name}')"
            _run(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {when} BEGIN {refusal}; END")
            continue
        _run(f"DROP TRIGGER {name} ON {table}")
        function = name if unless else "refuse"
        if unless:
            _run(
                f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF {unless} THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '{name}' USING ERRCODE = 'restrict_violation';
END $$"""
            )
        else:
            _run(f"DROP FUNCTION {name}()")
        body = f"BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {function}()"
        _run(f"CREATE TRIGGER {name} {body}")


def _access_table(kinds: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        "access_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        *columns,
        sa.CheckConstraint(kinds, name=op.f("ck_access_entry_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_entry")),
        sqlite_strict=True,
    )


def _rebuild_accesses(kinds: str, *columns: sa.Column[Any]) -> None:
    """Make the table anew on SQLite, which alters no CHECK; with its indexes and its trigger."""
    _run("DROP TRIGGER access_no_update")
    for index in ("ix_access_entry_application_id_at", "ix_access_entry_centre_id_at"):
        _run(f"DROP INDEX {index}")
    _run("ALTER TABLE access_entry RENAME TO access_entry_former")
    _access_table(kinds, *columns)
    _run(f"INSERT INTO access_entry ({ACCESSES}) SELECT {ACCESSES} FROM access_entry_former WHERE {kinds}")
    _run("DROP TABLE access_entry_former")
    op.create_index(op.f("ix_access_entry_application_id_at"), "access_entry", ["application_id", "at"])
    op.create_index(op.f("ix_access_entry_centre_id_at"), "access_entry", ["centre_id", "at"])
    _run(
        "CREATE TRIGGER access_no_update BEFORE UPDATE ON access_entry WHEN 1"
        " BEGIN SELECT RAISE(ABORT, 'access_no_update'); END"
    )


def _widen_accesses() -> None:
    login = sa.Column("login_id", sa.Integer(), nullable=True)
    if _postgresql():
        op.drop_constraint(op.f("ck_access_entry_kind_known"), "access_entry", type_="check")
        op.create_check_constraint(op.f("ck_access_entry_kind_known"), "access_entry", KINDS)
        op.add_column("access_entry", login)
    else:
        _rebuild_accesses(KINDS, login)
    op.create_index(op.f("ix_access_entry_account_id_at"), "access_entry", ["account_id", "at"])
    op.create_table(
        "access_alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_alert")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_access_alert_centre_id_at"), "access_alert", ["centre_id", "at"])


def _narrow_accesses() -> None:
    op.drop_table("access_alert")
    op.drop_index(op.f("ix_access_entry_account_id_at"), "access_entry")
    if not _postgresql():
        _rebuild_accesses(FORMER_KINDS)
        return
    _run(f"DELETE FROM access_entry WHERE NOT ({FORMER_KINDS})")
    op.drop_constraint(op.f("ck_access_entry_kind_known"), "access_entry", type_="check")
    op.create_check_constraint(op.f("ck_access_entry_kind_known"), "access_entry", FORMER_KINDS)
    op.drop_column("access_entry", "login_id")


def _create_identity() -> None:
    op.add_column("candidate", sa.Column("erased_at", UTCDateTime(), nullable=True))
    op.create_table(
        "identity_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("old_value", sa.Text(), nullable=True),
        sa.Column("new_value", sa.Text(), nullable=True),
        sa.Column("file_value", sa.Text(), nullable=True),
        sa.CheckConstraint(f"field IN {CORRECTED}", name=op.f("ck_identity_change_field_known")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_identity_change_account_id")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_identity_change_candidate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_change")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_identity_change_candidate_id"), "identity_change", ["candidate_id"])
    op.create_table(
        "erased_person",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("erased_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_erased_person_campaign_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_erased_person")),
        sqlite_strict=True,
    )


def _create_retention() -> None:
    op.create_table(
        "retention_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("placed_at", UTCDateTime(), nullable=False),
        sa.Column("placed_by_id", sa.Integer(), nullable=False),
        sa.Column("lifted_at", UTCDateTime(), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "reason IN ('appeal', 'dispute', 'authority')", name=op.f("ck_retention_hold_reason_known")
        ),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by_id IS NULL)", name=op.f("ck_retention_hold_lifted_whole")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_retention_hold_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["placed_by_id"], ["account.id"], name=op.f("fk_retention_hold_placed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["account.id"], name=op.f("fk_retention_hold_lifted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_hold")),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_retention_hold_standing",
        "retention_hold",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "purge_permit",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("gone_before_commit", sa.Integer(), nullable=False),
        sa.CheckConstraint("gone_before_commit = 0", name=op.f("ck_purge_permit_never_met")),
        sa.CheckConstraint("id = 1", name=op.f("ck_purge_permit_one_row")),
        sa.ForeignKeyConstraint(
            ["gone_before_commit"],
            ["purge_permit.id"],
            name="fk_purge_permit_gone_before_commit",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purge_permit")),
        sqlite_strict=True,
    )
    op.create_table(
        "retention_mark",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("before", UTCDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('mails')", name=op.f("ck_retention_mark_kind_known")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_retention_mark")),
        sqlite_strict=True,
    )


def upgrade() -> None:
    """Widen the trace of consultations, keep corrections and holds, open the door of retention."""
    _widen_accesses()
    _create_identity()
    _create_retention()
    _replace_guards(permitted=True)


def downgrade() -> None:
    """Take them away again: corrections, holds and the list of the erased are lost."""
    _replace_guards(permitted=False)
    for table in ("retention_mark", "purge_permit", "retention_hold", "erased_person", "identity_change"):
        op.drop_table(table)
    op.drop_column("candidate", "erased_at")
    _narrow_accesses()
