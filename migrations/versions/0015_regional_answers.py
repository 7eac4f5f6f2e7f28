"""Keep the capacity that the regional authority granted, which need not be the one asked for."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_CHECK = "ck_regional_request_granted_with_status"
_GRANTED = (
    "granted_capacity IS NULL OR"
    " (kind = 'capacity' AND status = 'granted' AND granted_capacity BETWEEN 1 AND 9999)"
)


def upgrade() -> None:
    """Add the column with its CHECK: SQLite adds none to a table without copying it."""
    op.execute(
        "ALTER TABLE regional_request ADD COLUMN granted_capacity INTEGER"
        f" CONSTRAINT {_CHECK} CHECK ({_GRANTED})"
    )
    op.create_index("ix_regional_request_programme_id", "regional_request", ["programme_id"])


def downgrade() -> None:
    """Remove it. SQLite drops a column that its own CHECK alone names."""
    op.drop_index("ix_regional_request_programme_id", table_name="regional_request")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(_CHECK), "regional_request", type_="check")
    op.drop_column("regional_request", "granted_capacity")
