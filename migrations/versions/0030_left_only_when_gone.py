"""Hold that nobody in the list of the admitted has a reason for having left it; say it of everybody who has left."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

NAME = "ck_admitted_left_only_when_gone"
RULE = "gone_because IS NULL OR gone_at IS NOT NULL"


def upgrade() -> None:
    _mend()
    if op.get_bind().dialect.name == "postgresql":
        op.create_check_constraint(op.f(NAME), "admitted", RULE)
    else:
        _write_again(sa.CheckConstraint(RULE, name=op.f(NAME)))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(NAME), "admitted", type_="check")
    else:
        _write_again()


def _mend() -> None:
    """Mend what the undoing of a list from before 0029 has left: a reason that stayed, or none."""
    names = ("gone_at", "situation", "bac_result", "gone_because")
    admitted = sa.table("admitted", *(sa.column(name) for name in names))
    row = admitted.c
    without = sa.and_(row.situation.in_((1, 2)), row.bac_result.in_(("second_round", "failed")))
    why = sa.case((without, sa.literal("bac")), else_=sa.literal("cancelled"))
    stayed = sa.and_(row.gone_at.is_(None), row.gone_because.is_not(None))
    missing = sa.and_(row.gone_at.is_not(None), row.gone_because.is_(None))
    op.execute(admitted.update().where(stayed).values(gone_because=None))
    op.execute(admitted.update().where(missing).values(gone_because=why))


def _write_again(*checks: sa.CheckConstraint) -> None:
    """Write the column again with its CHECK or without: SQLite adds and drops one with its column alone."""
    op.execute("ALTER TABLE admitted RENAME COLUMN gone_because TO gone_because_former")
    op.add_column("admitted", sa.Column("gone_because", sa.String(length=10), *checks, nullable=True))
    op.execute("UPDATE admitted SET gone_because = gone_because_former WHERE gone_because_former IS NOT NULL")
    op.drop_column("admitted", "gone_because_former")
