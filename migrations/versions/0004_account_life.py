"""Keep invitations, charters and what closes an account."""

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ACCOUNT_COLUMNS = (
    ("mobile", sa.String(length=20)),
    ("invited_at", UTCDateTime()),
    ("password_changed_at", UTCDateTime()),
    ("unused_warned_at", UTCDateTime()),
)


def upgrade() -> None:
    for name, type_ in ACCOUNT_COLUMNS:
        op.add_column("account", sa.Column(name, type_, nullable=True))
    _create_links()
    _create_charters()


def downgrade() -> None:
    op.drop_table("charter_acceptance")
    op.drop_table("charter")
    op.drop_table("reset_request")
    op.drop_table("account_link")
    for name, _type in reversed(ACCOUNT_COLUMNS):
        op.drop_column("account", name)


def _create_links() -> None:
    op.create_table(
        "account_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("nonce", sa.String(length=43), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("purpose IN ('invitation', 'reset')", name=op.f("ck_account_link_purpose_known")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_link_account_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_account_link_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("nonce", name=op.f("uq_account_link_nonce")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_account_link_account_id"), "account_link", ["account_id"], unique=False)
    op.create_table(
        "reset_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_folded", sa.String(length=254), nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_request")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_reset_request_email_folded_at"), "reset_request", ["email_folded", "at"], unique=False
    )
    op.create_index(op.f("ix_reset_request_ip_at"), "reset_request", ["ip", "at"], unique=False)


def _create_charters() -> None:
    op.create_table(
        "charter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("version > 0", name=op.f("ck_charter_version_positive")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_charter_campaign_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["account.id"], name=op.f("fk_charter_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter")),
        sa.UniqueConstraint("campaign_id", "version", name=op.f("uq_charter_campaign_id_version")),
        sqlite_strict=True,
    )
    op.create_table(
        "charter_acceptance",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_charter_acceptance_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["charter_id"], ["charter.id"], name=op.f("fk_charter_acceptance_charter_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "charter_id", name=op.f("pk_charter_acceptance")),
        sqlite_strict=True,
    )
