"""Say which admitted candidates were made anonymous."""

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("admitted", sa.Column("erased_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("admitted", "erased_at")
