"""Keep second factors, known places and codes."""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To be written."""


def downgrade() -> None:
    """To be written."""
