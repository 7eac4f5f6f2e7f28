"""Say of what waits to go up whether the platform may have it already; of a connector, when a trial failed."""

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("connector", sa.Column("test_failed_at", UTCDateTime(), nullable=True))
    op.add_column(
        "uplink_entry",
        sa.Column("maybe_received", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("uplink_entry", sa.Column("same_as_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_exchange_line_candidate_number"), "exchange_line", ["candidate_number"])
    op.create_index(op.f("ix_uplink_entry_same_as_id"), "uplink_entry", ["same_as_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_exchange_line_candidate_number"), table_name="exchange_line")
    op.drop_index(op.f("ix_uplink_entry_same_as_id"), table_name="uplink_entry")
    op.drop_column("uplink_entry", "same_as_id")
    op.drop_column("uplink_entry", "maybe_received")
    op.drop_column("connector", "test_failed_at")
