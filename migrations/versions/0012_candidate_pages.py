"""Let candidates open their own pages."""

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("candidate", sa.Column("link_generation", sa.Integer(), server_default="0", nullable=False))
    _create_visits()
    _create_messages()


def downgrade() -> None:
    op.drop_table("programme_message")
    op.drop_table("candidate_attempt")
    op.drop_table("candidate_visit")
    op.drop_column("candidate", "link_generation")


def _create_visits() -> None:
    op.create_table(
        "candidate_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_visit_candidate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_visit")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_candidate_visit_token_hash")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_candidate_visit_candidate_id"), "candidate_visit", ["candidate_id"])
    op.create_table(
        "candidate_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_attempt")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_candidate_attempt_link_hash_at"), "candidate_attempt", ["link_hash", "at"])
    op.create_index(op.f("ix_candidate_attempt_ip_at"), "candidate_attempt", ["ip", "at"])


def _create_messages() -> None:
    op.create_table(
        "programme_message",
        sa.Column("programme_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("admitted", sa.Text(), nullable=True),
        sa.Column("searching", sa.Text(), nullable=True),
        sa.Column("support_sessions", sa.Text(), nullable=True),
        sa.Column("contact_phone", sa.String(length=30), nullable=True),
        sa.Column("contact_email", sa.String(length=254), nullable=True),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_message_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["account.id"], name=op.f("fk_programme_message_updated_by_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_programme_message")),
        sqlite_strict=True,
    )
