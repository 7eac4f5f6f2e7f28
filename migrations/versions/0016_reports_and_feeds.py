"""Keep public reports and personal calendar feeds, and find the history of capacities.

A report that is frozen never changes and is never deleted; one that is published stays so: triggers, on both engines.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CHANGES = sa.text("event = 'programme_changed'")
UNPUBLISHED = (
    "NEW.published_at IS NULL OR NEW.published_at <> OLD.published_at OR NEW.programme_id <> OLD.programme_id"
)
GUARDS = {
    "report_is_frozen": ("UPDATE", "OLD.frozen_at IS NOT NULL"),
    "report_stays_published": (
        "UPDATE",
        f"OLD.published_at IS NOT NULL AND ({UNPUBLISHED})",
    ),
    "report_is_kept": ("DELETE", "OLD.published_at IS NOT NULL"),
}
REPLACED = (
    "EXISTS (SELECT 1 FROM public_report WHERE published_at IS NOT NULL"
    " AND (id = NEW.id OR programme_id = NEW.programme_id))"
)


def _run(statement: str) -> None:
    driver: Any = op.get_bind().connection.dbapi_connection
    driver.execute(statement)


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _create_feeds() -> None:
    op.create_table(
        "agenda_feed",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_agenda_feed_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_agenda_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_agenda_feed_token_hash")),
        sqlite_strict=True,
    )


def _create_reports() -> None:
    op.create_table(
        "public_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("lessons", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("frozen_at", UTCDateTime(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "length(criteria) <= 6000 AND length(lessons) <= 6000 AND length(advice) <= 6000",
            name=op.f("ck_public_report_texts_short"),
        ),
        sa.CheckConstraint(
            "(published_at IS NULL) = (published_by_id IS NULL)",
            name=op.f("ck_public_report_published_whole"),
        ),
        sa.CheckConstraint(
            "(frozen_at IS NULL) = (figures IS NULL)", name=op.f("ck_public_report_frozen_whole")
        ),
        sa.CheckConstraint(
            "frozen_at IS NULL OR published_at IS NOT NULL", name=op.f("ck_public_report_frozen_published")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_public_report_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id", "centre_id"],
            ["account.id", "account.centre_id"],
            name="fk_public_report_author",
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id", "centre_id"],
            ["account.id", "account.centre_id"],
            name="fk_public_report_publisher",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_report")),
        sa.UniqueConstraint("programme_id", name=op.f("uq_public_report_programme_id")),
        sqlite_strict=True,
    )


def _create_guards() -> None:
    if not _postgresql():
        replaced = ("INSERT", REPLACED)
        for name, (act, when) in {**GUARDS, "report_is_not_replaced": replaced}.items():
            refusal = f"SELECT RAISE(ABORT, '{name}')"
            _run(f"CREATE TRIGGER {name} BEFORE {act} ON public_report WHEN {when} BEGIN {refusal}; END")
        return
    for name, (act, when) in GUARDS.items():
        _run(
            f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF {when} THEN
    RAISE EXCEPTION '{name}' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$"""
        )
        _run(f"CREATE TRIGGER {name} BEFORE {act} ON public_report FOR EACH ROW EXECUTE FUNCTION {name}()")
    _run(
        "CREATE TRIGGER public_report_no_truncate BEFORE TRUNCATE ON public_report"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse()"
    )


def upgrade() -> None:
    op.create_index(
        "ix_journal_entry_programme_changed",
        "journal_entry",
        ["programme_id"],
        sqlite_where=CHANGES,
        postgresql_where=CHANGES,
    )
    _create_feeds()
    _create_reports()
    _create_guards()


def downgrade() -> None:
    op.drop_table("public_report")
    op.drop_table("agenda_feed")
    if _postgresql():
        for name in GUARDS:
            _run(f"DROP FUNCTION {name}()")
    op.drop_index("ix_journal_entry_programme_changed", table_name="journal_entry")
