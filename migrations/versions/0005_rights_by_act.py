"""Keep rights by programme and act, and drafted refusals."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NEW_COLUMNS = {
    "account": ("has_exceptions",),
    "programme": ("two_step_refusals",),
    "login": ("seen_as_id", "seen_as_until"),
}
# The drafter and the one who confirms are two people, by whatever door the refusal comes in.
ALONE = """NEW.decision = 'refused' AND OLD.decision IS NULL
  AND EXISTS (SELECT 1 FROM programme p WHERE p.id = NEW.programme_id AND p.two_step_refusals)
  AND NOT EXISTS (SELECT 1 FROM refusal_draft d
                   WHERE d.application_id = NEW.id AND d.drafted_by_id <> NEW.decided_by_id)"""
SQLITE_TRIGGER = f"""CREATE TRIGGER refusal_needs_two BEFORE UPDATE ON application WHEN {ALONE}
BEGIN SELECT RAISE(ABORT, 'refusal_needs_two'); END"""
POSTGRESQL_FUNCTION = f"""CREATE FUNCTION refusal_needs_two() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF {ALONE} THEN
    RAISE EXCEPTION 'refusal_needs_two' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$"""
POSTGRESQL_TRIGGER = """CREATE TRIGGER refusal_needs_two BEFORE UPDATE ON application FOR EACH ROW
WHEN (OLD.decision IS NULL AND NEW.decision = 'refused') EXECUTE FUNCTION refusal_needs_two()"""


def _run(statement: str) -> None:
    """Run one statement as it stands, past the parameters of SQLAlchemy."""
    driver: Any = op.get_bind().connection.dbapi_connection
    driver.execute(statement)


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def upgrade() -> None:
    """Add the exceptions to the roles, the look through a colleague's eyes, and the refusals in two steps."""
    for table, column in (("account", "has_exceptions"), ("programme", "two_step_refusals")):
        op.add_column(table, sa.Column(column, sa.Boolean(), server_default=sa.false(), nullable=False))
    # Without a foreign key, which SQLite cannot name on a table that exists: accounts are never deleted.
    op.add_column("login", sa.Column("seen_as_id", sa.Integer(), nullable=True))
    op.add_column("login", sa.Column("seen_as_until", UTCDateTime(), nullable=True))
    op.create_table(
        "programme_right",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "act IN ('see', 'decide', 'enter_contracts', 'cancel_contracts', 'export', 'enrol', 'settings')",
            name=op.f("ck_programme_right_act_known"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_programme_right_account_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_right_programme_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "programme_id", "act", name=op.f("pk_programme_right")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_programme_right_programme_id"), "programme_right", ["programme_id"])
    _create_drafts()
    if _postgresql():
        _run(POSTGRESQL_FUNCTION)
    _run(POSTGRESQL_TRIGGER if _postgresql() else SQLITE_TRIGGER)


def _create_drafts() -> None:
    op.create_table(
        "refusal_draft",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", UTCDateTime(), nullable=False),
        sa.Column("reason_id", sa.Integer(), nullable=False),
        sa.Column("details", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id", "programme_id", "centre_id"],
            ["application.id", "application.programme_id", "application.centre_id"],
            name="fk_refusal_draft_application",
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id", "centre_id"],
            ["account.id", "account.centre_id"],
            name="fk_refusal_draft_drafter",
        ),
        sa.ForeignKeyConstraint(
            ["reason_id", "centre_id"],
            ["refusal_reason.id", "refusal_reason.centre_id"],
            name="fk_refusal_draft_reason",
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_refusal_draft")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_refusal_draft_programme_id"), "refusal_draft", ["programme_id"])


def downgrade() -> None:
    """Take them away again: drafts and exceptions are lost."""
    _run("DROP TRIGGER refusal_needs_two" + (" ON application" if _postgresql() else ""))
    if _postgresql():
        _run("DROP FUNCTION refusal_needs_two()")
    op.drop_table("refusal_draft")
    op.drop_table("programme_right")
    for table, columns in NEW_COLUMNS.items():
        for column in columns:
            _run(f"ALTER TABLE {table} DROP COLUMN {column}")
