"""Keep what exports ask for and nothing else needs: of a centre, of a programme, of one registered person."""

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_return_setting()
    _create_return_detail()


def downgrade() -> None:
    op.drop_table("return_detail")
    op.drop_table("return_setting")


def _create_return_setting() -> None:
    op.create_table(
        "return_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centre.id"], name=op.f("fk_return_setting_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_return_setting_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["account.id"], name=op.f("fk_return_setting_updated_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_setting")),
        sqlite_strict=True,
    )
    for name, column, of_a_programme in (
        ("uq_return_setting_centre", "centre_id", "programme_id IS NULL"),
        ("uq_return_setting_programme", "programme_id", "programme_id IS NOT NULL"),
    ):
        where = sa.text(of_a_programme)
        op.create_index(
            name, "return_setting", [column], unique=True, sqlite_where=where, postgresql_where=where
        )


def _create_return_detail() -> None:
    op.create_table(
        "return_detail",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_return_detail_registration_id")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["account.id"], name=op.f("fk_return_detail_updated_by_id")
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_return_detail")),
        sqlite_strict=True,
    )
