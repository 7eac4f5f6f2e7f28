"""Keep why somebody left the list of the admitted: what is learnt of their baccalauréat later does not say it."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("admitted", sa.Column("gone_because", sa.String(length=10), nullable=True))
    admitted = sa.table(
        "admitted",
        *(sa.column(name) for name in ("gone_at", "situation", "bac_result", "gone_because")),
    )
    without = sa.and_(admitted.c.situation.in_((1, 2)), admitted.c.bac_result.in_(("second_round", "failed")))
    why = sa.case((without, sa.literal("bac")), else_=sa.literal("cancelled"))
    op.execute(admitted.update().where(admitted.c.gone_at.is_not(None)).values(gone_because=why))


def downgrade() -> None:
    op.drop_column("admitted", "gone_because")
