"""Keep rights by programme and act, and drafted refusals."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To be written."""


def downgrade() -> None:
    """To be written."""
