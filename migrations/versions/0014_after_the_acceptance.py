"""Keep administrative enrolments, and what the platform's list says otherwise.

An enrolment is entered after a « oui » only, undone with a reason and never deleted: triggers, on both engines.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KINDS = "kind IN ('programmes', 'candidates', 'replies')"
FORMER_KINDS = "kind IN ('programmes', 'candidates')"
RUN_COLUMNS = (
    "id, kind, campaign_id, centre_id, account_id, file_name, stored_name, sha256, state, total, progress, counts,"
    " error, created_at, finished_at"
)
TIES = ("id", "application_id", "contract_id", "programme_id", "centre_id", "done_at", "done_by_id")
END = ("undone_at", "undone_by_id", "sent_at")
PERMITTED = "EXISTS (SELECT 1 FROM purge_permit)"
ACCEPTED = """EXISTS (SELECT 1 FROM application a JOIN contract c ON c.application_id = a.id
   WHERE a.id = NEW.application_id AND c.id = NEW.contract_id AND c.status = a.state
     AND a.state IN ('accepted', 'accepted_keeping_wishes'))"""
STANDING = "undone_at IS NULL"


def _run(statement: str) -> None:
    """Run one statement as it stands, past the parameters of SQLAlchemy."""
    driver: Any = op.get_bind().connection.dbapi_connection
    driver.execute(statement)


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _changed(columns: tuple[str, ...]) -> str:
    operator = "IS DISTINCT FROM" if _postgresql() else "IS NOT"
    return " OR ".join(f"NEW.{column} {operator} OLD.{column}" for column in columns)


def _guards() -> list[tuple[str, str, str]]:
    """Return name, act, and when the act is refused."""
    emptied = f"NEW.undo_reason IS NULL AND NOT ({_changed(END)}) AND {PERMITTED}"
    return [
        ("enrolment_needs_acceptance", "INSERT", f"NOT {ACCEPTED}"),
        ("enrolment_is_tied", "UPDATE", _changed(TIES)),
        (
            "enrolment_is_final",
            "UPDATE",
            f"(OLD.undone_at IS NOT NULL OR OLD.sent_at IS NOT NULL) AND NOT ({emptied})",
        ),
        (
            "undoing_needs_reason",
            "UPDATE",
            "OLD.undone_at IS NULL AND NEW.undone_at IS NOT NULL AND NEW.undo_reason IS NULL",
        ),
        ("enrolment_is_kept", "DELETE", "true" if _postgresql() else "1"),
    ]


def _create_guards() -> None:
    if not _postgresql():
        there = f"id = NEW.id OR (application_id = NEW.application_id AND {STANDING} AND NEW.{STANDING})"
        replaced = f"EXISTS (SELECT 1 FROM enrolment WHERE {there})"
        for name, act, when in [*_guards(), ("enrolment_is_not_replaced", "INSERT", replaced)]:
            refusal = f"SELECT RAISE(ABORT, '{name}')"
            _run(f"CREATE TRIGGER {name} BEFORE {act} ON enrolment WHEN {when} BEGIN {refusal}; END")
        return
    for name, act, when in _guards():
        # A WHEN clause holds no subquery; the row of the application is held against who changes it meanwhile.
        locked = (
            "PERFORM 1 FROM application WHERE id = NEW.application_id FOR SHARE;" if act == "INSERT" else ""
        )
        _run(
            f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  {locked}
  IF {when} THEN
    RAISE EXCEPTION '{name}' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$"""
        )
        _run(f"CREATE TRIGGER {name} BEFORE {act} ON enrolment FOR EACH ROW EXECUTE FUNCTION {name}()")
    _run(
        "CREATE TRIGGER enrolment_no_truncate BEFORE TRUNCATE ON enrolment"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse()"
    )


def _create_enrolments() -> None:
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", UTCDateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f("ck_enrolment_undone_whole")
        ),
        sa.CheckConstraint(
            "undo_reason IS NULL OR undone_at IS NOT NULL", name=op.f("ck_enrolment_reason_of_undoing")
        ),
        sa.CheckConstraint(
            "undone_at IS NULL OR sent_at IS NULL", name=op.f("ck_enrolment_not_undone_once_sent")
        ),
        sa.ForeignKeyConstraint(
            ["application_id", "programme_id", "centre_id"],
            ["application.id", "application.programme_id", "application.centre_id"],
            name="fk_enrolment_application",
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_enrolment_contract_id")),
        sa.ForeignKeyConstraint(
            ["done_by_id", "centre_id"], ["account.id", "account.centre_id"], name="fk_enrolment_author"
        ),
        sa.ForeignKeyConstraint(["undone_by_id"], ["account.id"], name=op.f("fk_enrolment_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_enrolment_standing",
        "enrolment",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text(STANDING),
        postgresql_where=sa.text(STANDING),
    )
    op.create_index(op.f("ix_enrolment_application_id"), "enrolment", ["application_id"])
    op.create_index(op.f("ix_enrolment_programme_id"), "enrolment", ["programme_id"])


def _create_discrepancies() -> None:
    op.create_table(
        "reply_discrepancy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("candidate_number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=15), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("found_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('missing_here', 'missing_there', 'different')",
            name=op.f("ck_reply_discrepancy_kind_known"),
        ),
        sa.CheckConstraint(
            "settled_at IS NOT NULL OR (settled_by_id IS NULL AND note IS NULL)",
            name=op.f("ck_reply_discrepancy_settled_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_reply_discrepancy_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_reply_discrepancy_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["account.id"], name=op.f("fk_reply_discrepancy_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_discrepancy")),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_reply_discrepancy_standing",
        "reply_discrepancy",
        ["programme_id", "candidate_number"],
        unique=True,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_index(op.f("ix_reply_discrepancy_application_id"), "reply_discrepancy", ["application_id"])


def _run_table(kinds: str, *more: Any) -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("stored_name", sa.String(length=80), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        *more,
        sa.CheckConstraint(kinds, name=op.f("ck_import_run_kind_known")),
        sa.CheckConstraint(
            "state IN ('checking', 'previewed', 'queued', 'applying', 'done', 'failed', 'cancelled')",
            name=op.f("ck_import_run_state_known"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_import_run_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_import_run_campaign_id")),
        sa.ForeignKeyConstraint(["centre_id"], ["training_centre.id"], name=op.f("fk_import_run_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_import_run_centre_id_id"), "import_run", ["centre_id", "id"])


def _row_table() -> None:
    op.create_table(
        "import_row",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "action IN ('new', 'changed', 'unchanged', 'refused')", name=op.f("ck_import_row_action_known")
        ),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name=op.f("fk_import_row_import_id")),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_import_row")),
        sqlite_strict=True,
    )


def _rebuild_runs(kinds: str, *more: Any) -> None:
    """Make both tables of imports anew on SQLite, which alters no CHECK; neither has a trigger."""
    _run("CREATE TABLE import_row_former AS SELECT import_id, line, action, payload FROM import_row")
    _run("DROP TABLE import_row")
    _run("DROP INDEX ix_import_run_centre_id_id")
    _run("ALTER TABLE import_run RENAME TO import_run_former")
    _run_table(kinds, *more)
    _run(f"INSERT INTO import_run ({RUN_COLUMNS}) SELECT {RUN_COLUMNS} FROM import_run_former WHERE {kinds}")
    _run("DROP TABLE import_run_former")
    _row_table()
    _run(
        "INSERT INTO import_row (import_id, line, action, payload) SELECT import_id, line, action, payload"
        " FROM import_row_former WHERE import_id IN (SELECT id FROM import_run)"
    )
    _run("DROP TABLE import_row_former")


def _set_kinds(kinds: str) -> None:
    op.drop_constraint(op.f("ck_import_run_kind_known"), "import_run", type_="check")
    op.create_check_constraint(op.f("ck_import_run_kind_known"), "import_run", kinds)


def upgrade() -> None:
    _create_enrolments()
    _create_guards()
    _create_discrepancies()
    # What a file of replies is about: it holds no code of a programme that could be used.
    programme = sa.Column("programme_id", sa.Integer(), nullable=True)
    if _postgresql():
        _set_kinds(KINDS)
        op.add_column("import_run", programme)
    else:
        _rebuild_runs(KINDS, programme)


def downgrade() -> None:
    if _postgresql():
        _run("DELETE FROM import_row WHERE import_id IN (SELECT id FROM import_run WHERE kind = 'replies')")
        _run("DELETE FROM import_run WHERE kind = 'replies'")
        op.drop_column("import_run", "programme_id")
        _set_kinds(FORMER_KINDS)
    else:
        _rebuild_runs(FORMER_KINDS)
    op.drop_table("reply_discrepancy")
    op.drop_table("enrolment")
    if _postgresql():
        for name, _act, _when in _guards():
            _run(f"DROP FUNCTION {name}()")
