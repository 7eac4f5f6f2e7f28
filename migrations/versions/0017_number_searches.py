"""Count the searches of candidates by number, so that numbers are not tried one after the other."""

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "number_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_number_search_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_search")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_number_search_account_id_at"), "number_search", ["account_id", "at"])
    op.create_index(op.f("ix_number_search_at"), "number_search", ["at"])


def downgrade() -> None:
    op.drop_table("number_search")
