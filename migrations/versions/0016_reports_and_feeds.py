"""Keep public reports and personal calendar feeds, and find the history of capacities."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CHANGES = sa.text("event = 'programme_changed'")


def upgrade() -> None:
    op.create_index(
        "ix_journal_entry_programme_changed",
        "journal_entry",
        ["programme_id"],
        sqlite_where=CHANGES,
        postgresql_where=CHANGES,
    )


def downgrade() -> None:
    op.drop_index("ix_journal_entry_programme_changed", table_name="journal_entry")
