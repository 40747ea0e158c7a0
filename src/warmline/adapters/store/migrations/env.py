"""Alembic runs this: the connection is given by whoever asked for the migration."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table="warmline_version",
    transaction_per_migration=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
