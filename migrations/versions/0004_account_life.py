"""Keep invitations, charters and what closes an account."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To be written."""


def downgrade() -> None:
    """To be written."""
