"""Themes as they are counted: what was recorded under a theme, or under one that was merged into it."""

from datetime import date

from sqlalchemy import ColumnElement, Table, and_, exists, or_, select

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.partnerships import readable
from lif_plugin.store.tables import theme_merge


def counted_as(viewer: Viewer, table: Table, theme: str, today: date) -> ColumnElement[bool]:
    """The rows of a table of the cycle that count as a theme: by its word, or one that their partnership merged into it."""
    merges = select(theme_merge.c.partnership_id, theme_merge.c.theme)
    seen = readable(viewer, theme_merge, today)
    merged = merges.where(theme_merge.c.kept == theme, seen).cte("merged", recursive=True)
    further = and_(
        merged.c.partnership_id == theme_merge.c.partnership_id, merged.c.theme == theme_merge.c.kept
    )
    merged = merged.union(merges.join(merged, further).where(seen))
    mine = and_(merged.c.partnership_id == table.c.partnership_id, merged.c.theme == table.c.theme)
    return or_(table.c.theme == theme, exists(select(merged.c.theme).where(mine)))
