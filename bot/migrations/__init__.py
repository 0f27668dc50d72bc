"""The steps from each form of the database to the next (Alembic). They run through `bot.migrate`."""
