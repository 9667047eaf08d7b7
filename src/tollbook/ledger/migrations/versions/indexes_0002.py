"""Three indexes: what people decided is found without reading what machines added; lists by title and publisher."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the indexes."""
    op.create_index("entries_by_kind", "entries", ["kind", "seq"])
    op.create_index("reports_by_title", "reports", ["current", "title", "n"])
    op.create_index("reports_by_publisher", "reports", ["current", "publisher", "n"])
