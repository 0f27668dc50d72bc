"""Alembic's entry: runs the steps on the connection that it is given, inside that transaction."""

from alembic import context

from bot.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter a column in place
    transactional_ddl=True,  # and does keep table changes in a transaction
)
with context.begin_transaction():
    context.run_migrations()
