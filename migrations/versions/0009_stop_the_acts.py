"""Keep why the acts that cannot be taken back are stopped."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clock_guard", sa.Column("stopped_for", sa.String(length=200), nullable=True))


def downgrade() -> None:
    op.drop_column("clock_guard", "stopped_for")
