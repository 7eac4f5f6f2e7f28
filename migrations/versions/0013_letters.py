"""Let each centre word its mails, and tell the guardians of minors."""

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what a centre chooses: whom to call, whether guardians are written to, its own wordings."""
    guardians: sa.Column[bool] = sa.Column(
        "mail_guardians", sa.Boolean(), server_default=sa.false(), nullable=False
    )
    op.add_column("training_centre", guardians)
    op.add_column("training_centre", sa.Column("mail_contact", sa.String(length=200), nullable=True))
    op.create_table(
        "mail_text",
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(subject) BETWEEN 10 AND 120", name=op.f("ck_mail_text_subject_length")),
        sa.CheckConstraint("length(body) BETWEEN 20 AND 6000", name=op.f("ck_mail_text_body_length")),
        sa.ForeignKeyConstraint(["centre_id"], ["training_centre.id"], name=op.f("fk_mail_text_centre_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["account.id"], name=op.f("fk_mail_text_updated_by_id")),
        sa.PrimaryKeyConstraint("centre_id", "template", name=op.f("pk_mail_text")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Take it away again; every mail is worded as the product words it."""
    op.drop_table("mail_text")
    op.drop_column("training_centre", "mail_contact")
    op.drop_column("training_centre", "mail_guardians")
