"""Find a person's mails, sent ones too, and the oldest consultations, without reading the whole of their tables."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_outbox_recipient", "outbox", ["recipient", "id"])
    op.create_index("ix_access_entry_at", "access_entry", ["at"])


def downgrade() -> None:
    op.drop_index("ix_access_entry_at", table_name="access_entry")
    op.drop_index("ix_outbox_recipient", table_name="outbox")
