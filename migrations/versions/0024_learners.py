"""Say up to which version of the pool a registration has read."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("registration", sa.Column("admitted_version", sa.Integer(), nullable=True))
    op.add_column("registration", sa.Column("admitted_seen", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("registration", "admitted_seen")
    op.drop_column("registration", "admitted_version")
