"""Keep second factors, known places and codes."""

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them. Logins that are open owe their second factor: they end, and people sign in again."""
    op.add_column("login", sa.Column("factor_at", UTCDateTime(), nullable=True))
    _factors()
    _codes()
    _places_and_attempts()


def _factors() -> None:
    op.create_table(
        "factor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("credential_id", sa.String(length=1400), nullable=True),
        sa.Column("public_key", sa.Text(), nullable=True),
        sa.Column("sign_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("last_used_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('totp', 'email', 'passkey')", name=op.f("ck_factor_kind_known")),
        sa.CheckConstraint("(kind = 'totp') = (sealed IS NOT NULL)", name=op.f("ck_factor_device_has_seed")),
        sa.CheckConstraint(
            "(kind = 'passkey') = (credential_id IS NOT NULL AND public_key IS NOT NULL)",
            name=op.f("ck_factor_passkey_has_key"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_factor_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_factor_credential_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_factor_account_id"), "factor", ["account_id"], unique=False)


def _codes() -> None:
    op.create_table(
        "backup_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_backup_code_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_code")),
        sa.UniqueConstraint("account_id", "digest", name=op.f("uq_backup_code_account_id_digest")),
        sqlite_strict=True,
    )
    op.create_table(
        "mail_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name=op.f("fk_mail_code_login_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_code")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_mail_code_login_id"), "mail_code", ["login_id"], unique=False)


def _places_and_attempts() -> None:
    op.create_table(
        "known_place",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(length=50), nullable=False),
        sa.Column("first_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_known_place_account_id")),
        sa.PrimaryKeyConstraint("account_id", "prefix", name=op.f("pk_known_place")),
        sqlite_strict=True,
    )
    op.create_table(
        "factor_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_factor_attempt_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_attempt")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_factor_attempt_account_id_at"), "factor_attempt", ["account_id", "at"], unique=False
    )
    op.create_index(op.f("ix_factor_attempt_ip_at"), "factor_attempt", ["ip", "at"], unique=False)


def downgrade() -> None:
    """Remove them. Logins that still owe their factor end: nothing would tell them from the others."""
    op.execute("UPDATE login SET closed_at = opened_at WHERE factor_at IS NULL AND closed_at IS NULL")
    for table in ("factor_attempt", "known_place", "mail_code", "backup_code", "factor"):
        op.drop_table(table)
    op.drop_column("login", "factor_at")
