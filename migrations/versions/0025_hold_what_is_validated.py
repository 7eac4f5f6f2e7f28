"""Hold what is validated: never before the first day of term, once, and changed by nothing but its cancellation."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

FACTS = (
    "id", "centre_id", "campaign_id", "programme_id", "school_year", "admitted_id", "enrolment_id", "division_id",
    "regime", "controlled_at", "validated_at", "validated_by_id", "validated_on", "platform_state", "created_at",
)  # fmt: skip
END = ("cancelled_at", "cancelled_by_id")
#: What the erasure of a person empties, under its permit alone.
TEXTS = ("options", "findings")
PERMITTED = "EXISTS (SELECT 1 FROM purge_permit)"
MERGED = "EXISTS (SELECT 1 FROM learner WHERE id = OLD.learner_id AND merged_into_id = NEW.learner_id)"
TERM_BEGAN = """EXISTS (SELECT 1 FROM school_year WHERE centre_id = NEW.centre_id AND year = NEW.school_year
   AND first_day <= NEW.validated_on)"""
VALIDATED = """(SELECT min(validated_on) FROM registration WHERE centre_id = OLD.centre_id
   AND school_year = OLD.year AND cancelled_at IS NULL)"""
# SQLite knows no zones: Paris is two hours ahead from the last Sunday of March to that of October, at 1 h UTC.
SUMMER = """NEW.validated_at >= date(substr(NEW.validated_at, 1, 4) || '-03-25', 'weekday 0') || 'T01:00:00'
   AND NEW.validated_at < date(substr(NEW.validated_at, 1, 4) || '-10-25', 'weekday 0') || 'T01:00:00'"""
PARIS_DAY = {
    "sqlite": f"date(NEW.validated_at, CASE WHEN {SUMMER} THEN '+2 hours' ELSE '+1 hours' END)",
    "postgresql": "(NEW.validated_at AT TIME ZONE 'Europe/Paris')::date",
}


def _run(statement: str) -> None:
    """Run one statement as it stands, past the parameters of SQLAlchemy."""
    driver: Any = op.get_bind().connection.dbapi_connection
    driver.execute(statement)


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _changed(*columns: str) -> str:
    if _postgresql():  # its JSON compares with nothing
        return " OR ".join(f"NEW.{column}::text IS DISTINCT FROM OLD.{column}::text" for column in columns)
    return " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)


def _guards() -> list[tuple[str, str, str, str, str]]:
    """Return name, table, act, when the act is refused, and as what."""
    early = f"NOT {TERM_BEGAN} OR NEW.validated_on <> {PARIS_DAY[op.get_bind().dialect.name]}"
    moved = f"(({_changed('learner_id')}) AND NOT {MERGED})"
    texts = f"(({_changed(*TEXTS)}) AND NOT {PERMITTED})"
    reason = f"(({_changed('cancel_reason')}) AND NOT {PERMITTED})"
    rewritten = f"{_changed(*FACTS)} OR {moved} OR {texts}"
    over = f"{rewritten} OR {_changed(*END)} OR {reason}"
    behind = f"{VALIDATED} IS NOT NULL AND (NEW.first_day IS NULL OR NEW.first_day > {VALIDATED})"
    renamed = f"{VALIDATED} IS NOT NULL AND ({_changed('centre_id', 'year')})"
    return [
        ("registration_before_term", "registration", "UPDATE",
         f"OLD.validated_at IS NULL AND NEW.validated_at IS NOT NULL AND ({early})", "registration_before_term"),
        ("registration_born_before_term", "registration", "INSERT",
         f"NEW.validated_at IS NOT NULL AND ({early})", "registration_before_term"),
        ("registration_is_over", "registration", "UPDATE",
         f"OLD.cancelled_at IS NOT NULL AND ({over})", "registration_is_over"),
        ("registration_is_final", "registration", "UPDATE",
         f"OLD.cancelled_at IS NULL AND OLD.validated_at IS NOT NULL AND ({rewritten})", "registration_is_final"),
        ("registration_is_kept", "registration", "DELETE",
         "OLD.validated_at IS NOT NULL OR OLD.cancelled_at IS NOT NULL", "registration_is_kept"),
        ("first_day_stays_before", "school_year", "UPDATE", f"({behind}) OR ({renamed})", "first_day_stays_before"),
        ("school_year_is_kept", "school_year", "DELETE", f"{VALIDATED} IS NOT NULL", "first_day_stays_before"),
    ]  # fmt: skip


def _create_guards() -> None:
    if not _postgresql():
        there = "SELECT 1 FROM registration WHERE id = NEW.id AND coalesce(validated_at, cancelled_at) IS NOT NULL"
        replaced = ("registration_is_not_replaced", "registration", "INSERT", f"EXISTS ({there})")
        for name, table, act, when, refusal in [*_guards(), (*replaced, "registration_is_kept")]:
            raised = f"SELECT RAISE(ABORT, '{refusal}')"
            _run(f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {when} BEGIN {raised}; END")
        return
    for name, table, act, when, refusal in _guards():
        # The row of the school year is held against who moves its first day meanwhile.
        held = (
            "IF NEW.validated_at IS NOT NULL THEN PERFORM 1 FROM school_year"
            " WHERE centre_id = NEW.centre_id AND year = NEW.school_year FOR SHARE; END IF;"
            if refusal == "registration_before_term"
            else ""
        )
        _run(
            f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  {held}
  IF {when} THEN
    RAISE EXCEPTION '{refusal}' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$"""
        )
        _run(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    _run(
        "CREATE TRIGGER registration_no_truncate BEFORE TRUNCATE ON registration"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse()"
    )


def upgrade() -> None:
    op.add_column("registration", sa.Column("platform_state", sa.Integer(), nullable=True))
    op.create_table(
        "registration_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('controls', 'validation')", name=op.f("ck_registration_report_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centre.id"], name=op.f("fk_registration_report_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["account.id"], name=op.f("fk_registration_report_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_report")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_registration_report_centre_id_id"), "registration_report", ["centre_id", "id"])
    _create_guards()


def downgrade() -> None:
    if _postgresql():
        _run("DROP TRIGGER registration_no_truncate ON registration")
    else:
        _run("DROP TRIGGER registration_is_not_replaced")
    for name, table, _act, _when, _refusal in _guards():
        _run(f"DROP TRIGGER {name}{f' ON {table}' if _postgresql() else ''}")
        if _postgresql():
            _run(f"DROP FUNCTION {name}()")
    op.drop_table("registration_report")
    op.drop_column("registration", "platform_state")
