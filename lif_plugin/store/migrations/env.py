"""What Alembic runs: on the connection it was handed, in one transaction, blind to DBOS's tables."""

from alembic import context

from lif_plugin.store.migrate import OPTIONS

# SQLite's data definition is transactional once the driver's own transactions are off, as in our engine.
context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,
    **OPTIONS,
)
with context.begin_transaction():
    context.run_migrations()
