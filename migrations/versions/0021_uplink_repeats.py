"""Say of what waits to go up whether the platform may have it already, and what it repeats."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "uplink_entry",
        sa.Column("maybe_received", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("uplink_entry", sa.Column("same_as_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_uplink_entry_same_as_id"), "uplink_entry", ["same_as_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_uplink_entry_same_as_id"), table_name="uplink_entry")
    op.drop_column("uplink_entry", "same_as_id")
    op.drop_column("uplink_entry", "maybe_received")
