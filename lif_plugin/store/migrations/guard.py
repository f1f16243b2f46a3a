"""What a migration calls for each table it makes, so that no table is without its protection.

On PostgreSQL: the application's role, its grants and the row policies. On SQLite, which has no roles, the
log's tables refuse to change by triggers. Migrations already released call these functions: what they
do may be added to, never taken from.
"""

from typing import Final

from alembic import op

from lif_plugin.store.engine import APP_ROLE

# Roles belong to the whole server, so another database's migration may make it at the same moment.
_MAKE_ROLE: Final = f"""
DO $$
BEGIN
    CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END
$$
"""
_BELONG: Final = f"""
DO $$
BEGIN
    IF NOT pg_has_role(current_user, '{APP_ROLE}', 'MEMBER') THEN
        GRANT {APP_ROLE} TO CURRENT_USER;
    END IF;
END
$$
"""
# Nobody's agency is the empty text, to which PostgreSQL sets a transaction's setting back.
_OWN: Final = "agency_id = NULLIF(current_setting('lif.agency', true), '')"

# A function, so that the policies name it and not the directory's table. A membership that has ended, or that is for
# another purpose than the reader's, shows nothing of the others; neither does another partnership than the one agreed.
_MAKE_PARTNERSHIPS: Final = """
CREATE OR REPLACE FUNCTION lif_partnerships() RETURNS SETOF VARCHAR STABLE LANGUAGE sql AS $$
    SELECT partnership_id FROM partnership_agency
    WHERE agency_id = NULLIF(current_setting('lif.agency', true), '')
      AND CAST(to_char(current_date, 'YYYYMMDD') AS INTEGER) BETWEEN since AND COALESCE("until", 99999999)
      AND (purposes IS NULL OR current_setting('lif.purpose', true) = '|'
           OR strpos(purposes, '|' || current_setting('lif.purpose', true) || '|') > 0)
      AND current_setting('lif.agreement', true) IN ('|', partnership_id)
$$
"""
_PARTNERS: Final = "partnership_id IN (SELECT lif_partnerships())"


def make_role() -> None:
    """Make the role the application acts as, unless the server has it; it owns nothing."""
    if not _postgresql():
        return
    op.execute(_MAKE_ROLE)
    op.execute(_BELONG)
    op.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
    op.execute(f"GRANT SELECT ON alembic_version TO {APP_ROLE}")


def directory(*tables: str) -> None:
    """Let the application read, add to and change tables that hold nobody's data; no row policy."""
    for table in tables:
        _grant(table, "SELECT, INSERT, UPDATE")


def guarded(*tables: str) -> None:
    """Give the application these tables, each agency its own rows only."""
    for table in tables:
        _grant(table, "SELECT, INSERT, UPDATE, DELETE")
        _policy(table)


def shared_with_partners(*tables: str) -> None:
    """Give each agency its own rows, and what its partners have marked as shared to read.

    A partner is an agency of the same partnership, while both belong to it. Nobody writes another's rows.
    """
    if _postgresql():
        op.execute(_MAKE_PARTNERSHIPS)
    for table in tables:
        _grant(table, "SELECT, INSERT, UPDATE, DELETE")
        _policy(table)
        if _postgresql():
            op.execute(f"CREATE POLICY {table}_partners ON {table} FOR SELECT USING (shared AND {_PARTNERS})")


def addressed(*tables: str) -> None:
    """Give each agency its own rows, and what others have addressed to it (``to_agency``) to read."""
    for table in tables:
        _grant(table, "SELECT, INSERT, UPDATE, DELETE")
        _policy(table)
        if _postgresql():
            to_me = _OWN.replace("agency_id", "to_agency", 1)
            op.execute(f"CREATE POLICY {table}_addressed ON {table} FOR SELECT USING ({to_me})")


def append_only(*tables: str) -> None:
    """Let the application read and add rows, each agency its own; rows neither change nor go."""
    for table in tables:
        _grant(table, "SELECT, INSERT")
        _policy(table)
        if not _postgresql():
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )


def published(*tables: str) -> None:
    """Let partners read what an agency has published; rows neither change nor go."""
    append_only(*tables)
    if _postgresql():
        op.execute(_MAKE_PARTNERSHIPS)
        for table in tables:
            op.execute(f"CREATE POLICY {table}_partners ON {table} FOR SELECT USING (shared AND {_PARTNERS})")


def _postgresql() -> bool:
    return op.get_context().dialect.name == "postgresql"


def _grant(table: str, rights: str) -> None:
    if not _postgresql():
        return
    op.execute(f"GRANT {rights} ON {table} TO {APP_ROLE}")
    # Ids come from sequences, which are granted apart; a second time changes nothing.
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")


def _policy(table: str) -> None:
    if not _postgresql():
        return
    # FORCE: the owner is bound too; only a superuser and BYPASSRLS see past it.
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_own ON {table} USING ({_OWN}) WITH CHECK ({_OWN})")
