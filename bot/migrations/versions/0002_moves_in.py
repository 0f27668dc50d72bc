"""moves in."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), server_default="name", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_attempts_recent", "attempts", ["property_id", "at"], unique=False)
    op.create_table(
        "departures",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("option", sa.Text(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("property_id", "offer", "option", "start"),
    )
    op.create_table(
        "drafts",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("publish_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_drafts_state", "drafts", ["property_id", "state", "id"], unique=False)
    op.create_table(
        "drills",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("rings", sa.Integer(), nullable=False),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "duty_marks",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("property_id", "user_id"),
    )
    op.create_table(
        "erasures",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("guest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cleaned_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("property_id", "ref"),
    )
    op.create_index("ix_erasures_hash", "erasures", ["property_id", "hash"], unique=False)
    op.create_table(
        "feeds",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("property_id", "department"),
        sa.UniqueConstraint("property_id", "hash"),
    )
    op.create_table(
        "file_ids",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("bot", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("property_id", "bot", "digest"),
    )
    op.create_table(
        "folders",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("waiting", sa.Text(), nullable=True),
        sa.Column("since", sa.Integer(), nullable=True),
        sa.Column("live", sa.Integer(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("property_id"),
    )
    op.create_table(
        "gift_tries",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_gift_tries_recent", "gift_tries", ["property_id", "at"], unique=False)
    op.create_table(
        "handovers",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("from_staff", sa.BigInteger(), nullable=False),
        sa.Column("to_staff", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("listed", sa.JSON(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.Column("moved_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_handovers_at", "handovers", ["property_id", "at"], unique=False)
    op.create_table(
        "lifetimes",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("property_id"),
    )
    op.create_table(
        "notes",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=True),
        sa.Column("guest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("stay_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_notes_guest", "notes", ["property_id", "guest_id"], unique=False)
    op.create_index("ix_notes_room", "notes", ["property_id", "room"], unique=False)
    op.create_index("ix_notes_stay", "notes", ["property_id", "stay_id"], unique=False)
    op.create_table(
        "offer_steps",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("property_id", "day", "offer", "step"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outdated_texts",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("property_id", "place", "language"),
    )
    op.create_table(
        "pauses",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_pauses_until", "pauses", ["property_id", "until"], unique=False)
    op.create_table(
        "posts",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("desk", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("property_id", "post"),
    )
    op.create_table(
        "question_counts",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("span", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("clarified", sa.Integer(), nullable=False),
        sa.Column("empty", sa.Integer(), nullable=False),
        sa.Column("escalated", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=False),
        sa.Column("called", sa.Integer(), nullable=False),
        sa.Column("complex", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("property_id", "span", "topic", "language"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "remedy_spend",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("property_id", "role", "shift"),
    )
    op.create_table(
        "retention",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("property_id", "what"),
    )
    op.create_table(
        "setups",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("asking", sa.Text(), nullable=True),
        sa.Column("group", sa.JSON(), nullable=True),
        sa.Column("declined", sa.JSON(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("property_id"),
    )
    op.create_table(
        "staff_groups",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("bound_by", sa.BigInteger(), nullable=False),
        sa.Column("bound_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("property_id", "department"),
    )
    op.create_table(
        "stay_imports",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "stay_mappings",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("property_id", "shape"),
    )
    op.create_table(
        "stays",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external", sa.Text(), nullable=True),
        sa.Column("room", sa.Text(), nullable=True),
        sa.Column("surname", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("arrival", sa.Text(), nullable=False),
        sa.Column("departure", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=True),
        sa.Column("ages", sa.JSON(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("member", sa.Text(), nullable=True),
        sa.Column("group_size", sa.Integer(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("property_id", "ref"),
    )
    op.create_index("ix_stays_arrival", "stays", ["property_id", "arrival"], unique=False)
    op.create_index("ix_stays_external", "stays", ["property_id", "external"], unique=False)
    op.create_index("ix_stays_room", "stays", ["property_id", "room", "state"], unique=False)
    op.create_table(
        "told",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("property_id", "part"),
    )
    op.create_table(
        "troubles",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("open", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("said", sa.JSON(), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("told", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("letters", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("property_id", "kind"),
    )
    op.create_table(
        "turns",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("desk", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("property_id", "chat"),
    )
    op.create_table(
        "weather_actions",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("property_id", "request"),
    )
    op.create_index("ix_weather_actions_until", "weather_actions", ["property_id", "until"], unique=False)
    op.create_table(
        "asks",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("stay_key", sa.Text(), nullable=False),
        sa.Column("guest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stay_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["guests.id"],
        ),
        sa.PrimaryKeyConstraint("property_id", "what", "stay_key"),
    )
    op.create_index("ix_asks_guest", "asks", ["property_id", "guest_id", "what"], unique=False)
    op.create_table(
        "bundles",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("guest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("option", sa.Text(), nullable=False),
        sa.Column("party", sa.JSON(), nullable=False),
        sa.Column("quote", sa.JSON(), nullable=False),
        sa.Column("apart_minor", sa.BigInteger(), nullable=False),
        sa.Column("sold", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["guests.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("property_id", "ref"),
        sa.UniqueConstraint("property_id", "request"),
    )
    op.create_table(
        "companions",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("stay_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("birth", sa.Text(), nullable=True),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("age_on", sa.Text(), nullable=True),
        sa.Column("sizes", sa.JSON(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stay_id"],
            ["stays.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_companions_stay", "companions", ["property_id", "stay_id", "id"], unique=False)
    op.create_table(
        "consents",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("guest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stay_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("ages", sa.JSON(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("keep_until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["guests.id"],
        ),
        sa.ForeignKeyConstraint(
            ["stay_id"],
            ["stays.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_consents_stay", "consents", ["property_id", "stay_id", "offer"], unique=False)
    op.create_index("ix_consents_until", "consents", ["property_id", "keep_until"], unique=False)
    op.create_table(
        "families",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("stay_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stay_id"],
            ["stays.id"],
        ),
        sa.PrimaryKeyConstraint("property_id", "stay_id"),
    )
    op.create_table(
        "phone_numbers",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("guest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("stay_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["guests.id"],
        ),
        sa.ForeignKeyConstraint(
            ["stay_id"],
            ["stays.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_phone_numbers_guest", "phone_numbers", ["property_id", "guest_id"], unique=False)
    op.create_index("ix_phone_numbers_stay", "phone_numbers", ["property_id", "stay_id"], unique=False)
    op.create_table(
        "questions",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("guest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=True),
        sa.Column("complex", sa.Boolean(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("words_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["guests.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_questions_guest", "questions", ["property_id", "guest_id", "at"], unique=False)
    op.create_index(
        "ix_questions_words",
        "questions",
        ["property_id", "topic", "words_until"],
        unique=False,
        sqlite_where=sa.text("words IS NOT NULL"),
        postgresql_where=sa.text("words IS NOT NULL"),
    )
    op.create_table(
        "stay_guests",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("guest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stay_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("known", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["guests.id"],
        ),
        sa.ForeignKeyConstraint(
            ["stay_id"],
            ["stays.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("property_id", "stay_id", "guest_id"),
    )
    op.create_index("ix_stay_guests_guest", "stay_guests", ["property_id", "guest_id", "state"], unique=False)
    op.create_table(
        "turned_down",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("guest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["guests.id"],
        ),
        sa.PrimaryKeyConstraint("property_id", "guest_id", "offer", "day"),
    )
    op.create_table(
        "wishes",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("guest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("keep_until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["guests.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_wishes_guest", "wishes", ["property_id", "guest_id"], unique=False)
    op.create_index("ix_wishes_until", "wishes", ["property_id", "keep_until"], unique=False)
    op.create_table(
        "booking_acts",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("booking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["bookings.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_booking_acts_booking", "booking_acts", ["booking_id", "id"], unique=False)
    op.create_table(
        "booking_answers",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("booking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("keep_until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["bookings.id"],
        ),
        sa.PrimaryKeyConstraint("property_id", "booking_id"),
    )
    op.create_index(
        "ix_booking_answers_until", "booking_answers", ["property_id", "keep_until"], unique=False
    )
    op.create_table(
        "booking_events",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("booking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=True),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("kept_minor", sa.BigInteger(), nullable=True),
        sa.Column("payment", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["bookings.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("booking_id", "sequence"),
    )
    op.create_table(
        "booking_links",
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("booking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["bookings.id"],
        ),
        sa.PrimaryKeyConstraint("property_id", "hash"),
    )
    op.create_table(
        "gifts",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.Column("first", sa.Text(), nullable=True),
        sa.Column("last", sa.Text(), nullable=True),
        sa.Column("most", sa.Integer(), server_default="1", nullable=False),
        sa.Column("used", sa.Integer(), server_default="0", nullable=False),
        sa.Column("guest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("stopped_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("used >= 0 AND used <= most", name=op.f("ck_gifts_uses")),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["guests.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("property_id", "hash"),
        sa.UniqueConstraint("property_id", "ref"),
    )
    op.create_index("ix_gifts_case", "gifts", ["property_id", "case_id"], unique=False)
    op.create_table(
        "loss_reviews",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("reminded_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("property_id", "case_id"),
    )
    op.create_table(
        "payments",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("booking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bundle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("guest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.Column("paid_at", sa.BigInteger(), nullable=True),
        sa.Column("charge_id", sa.Text(), nullable=True),
        sa.Column("provider_charge_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["bookings.id"],
        ),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["guests.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("property_id", "charge_id"),
        sa.UniqueConstraint("property_id", "payload"),
        sa.UniqueConstraint("property_id", "request"),
    )
    op.create_index("ix_payments_booking", "payments", ["property_id", "booking_id"], unique=False)
    op.create_index("ix_payments_bundle", "payments", ["property_id", "bundle_id"], unique=False)
    op.create_table(
        "praises",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("guest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("staff", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["guests.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_praises_at", "praises", ["property_id", "at"], unique=False)
    op.create_index("ix_praises_guest", "praises", ["property_id", "guest_id"], unique=False)
    op.create_table(
        "promises",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("guest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_staff", sa.BigInteger(), nullable=True),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=True),
        sa.Column("broken_at", sa.BigInteger(), nullable=True),
        sa.Column("void_at", sa.BigInteger(), nullable=True),
        sa.Column("replaced_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["guests.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_promises_case", "promises", ["property_id", "case_id", "id"], unique=False)
    op.create_index("ix_promises_due", "promises", ["property_id", "due"], unique=False)
    op.create_table(
        "proposals",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("asked", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("near", sa.JSON(), nullable=False),
        sa.Column("phrases", sa.JSON(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=True),
        sa.Column("change_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("property_id", "asked"),
    )
    op.create_index("ix_proposals_state", "proposals", ["property_id", "state", "id"], unique=False)
    op.create_table(
        "ratings",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("stay_key", sa.Text(), nullable=False),
        sa.Column("guest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("why_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("stars >= 1 AND stars <= 5", name=op.f("ck_ratings_stars")),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["guests.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("property_id", "stay_key"),
    )
    op.create_index("ix_ratings_at", "ratings", ["property_id", "at"], unique=False)
    op.create_table(
        "relays",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("source_chat", sa.BigInteger(), nullable=False),
        sa.Column("source_message", sa.BigInteger(), nullable=False),
        sa.Column("album", sa.Text(), nullable=True),
        sa.Column("mark", sa.Text(), nullable=True),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("pieces", sa.JSON(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("unsaid_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_relays_case", "relays", ["case_id", "id"], unique=False)
    op.create_index("ix_relays_letter", "relays", ["letter_id"], unique=False)
    op.create_index(
        "ix_relays_source", "relays", ["property_id", "source_chat", "source_message"], unique=False
    )
    op.create_index("ix_relays_target", "relays", ["property_id", "chat_id", "message_id"], unique=False)
    op.create_table(
        "remedies",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("shift", sa.Text(), nullable=True),
        sa.Column("voucher", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_remedies_asked", "remedies", ["property_id", "asked_at"], unique=False)
    op.create_index("ix_remedies_case", "remedies", ["property_id", "case_id"], unique=False)
    op.create_table(
        "reported_answers",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("answered", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("settled_by", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_reported_answers_entry", "reported_answers", ["property_id", "entry", "settled_at"], unique=False
    )
    op.create_table(
        "weather_parties",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("booking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("guest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("answer_by", sa.BigInteger(), nullable=True),
        sa.Column("moved_to", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["weather_actions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["bookings.id"],
        ),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["guests.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("property_id", "action_id", "booking_id"),
    )
    op.create_index(
        "ix_weather_parties_booking", "weather_parties", ["property_id", "booking_id"], unique=False
    )
    op.create_index(
        "ix_weather_parties_state", "weather_parties", ["action_id", "state", "answer_by"], unique=False
    )
    op.create_table(
        "gift_uses",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("gift_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("booking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bundle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["bookings.id"],
        ),
        sa.ForeignKeyConstraint(
            ["gift_id"],
            ["gifts.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_gift_uses_booking", "gift_uses", ["property_id", "booking_id"], unique=False)
    op.create_index("ix_gift_uses_bundle", "gift_uses", ["property_id", "bundle_id"], unique=False)
    op.create_index("ix_gift_uses_gift", "gift_uses", ["property_id", "gift_id"], unique=False)
    op.create_table(
        "refunds",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("property_id", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["payments.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_refunds_payment", "refunds", ["property_id", "payment_id"], unique=False)
    op.add_column("bookings", sa.Column("redeemed_at", sa.BigInteger(), nullable=True))
    op.add_column("bookings", sa.Column("no_show_at", sa.BigInteger(), nullable=True))
    op.add_column("bookings", sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
    op.add_column("bookings", sa.Column("calendar", sa.Text(), nullable=True))
    op.add_column("bookings", sa.Column("calendar_at", sa.BigInteger(), nullable=True))
    op.add_column(
        "bookings",
        sa.Column("bundle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    )
    op.add_column("bookings", sa.Column("part", sa.Text(), nullable=True))
    op.create_index("ix_bookings_bundle", "bookings", ["property_id", "bundle_id"], unique=False)
    op.create_index("ix_bookings_start", "bookings", ["property_id", "start"], unique=False)
    op.create_index(
        "ix_case_events_left",
        "case_events",
        ["property_id"],
        unique=False,
        sqlite_where=sa.text("kind = 'topic_left'"),
        postgresql_where=sa.text("kind = 'topic_left'"),
    )
    op.add_column(
        "cases", sa.Column("stay_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
    )
    op.add_column("cases", sa.Column("source", sa.Text(), server_default="words", nullable=False))
    op.add_column("cases", sa.Column("outcome", sa.Text(), nullable=True))
    op.add_column("cases", sa.Column("room", sa.Text(), nullable=True))
    op.add_column("cases", sa.Column("thread_chat", sa.BigInteger(), nullable=True))
    op.create_index("ix_cases_opened", "cases", ["property_id", "opened_at"], unique=False)
    op.add_column("guests", sa.Column("was_in", sa.Text(), nullable=True))
    op.add_column("letters", sa.Column("desk", sa.BigInteger(), nullable=True))
    op.add_column("properties", sa.Column("claim_until", sa.BigInteger(), nullable=True))
    op.add_column("properties", sa.Column("bot_name", sa.Text(), nullable=True))
    op.add_column("properties", sa.Column("payments", sa.Text(), nullable=True))
    op.add_column(
        "room_links",
        sa.Column("stay_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    )
    op.add_column("room_links", sa.Column("ended_at", sa.BigInteger(), nullable=True))
    op.add_column("staff", sa.Column("nights", sa.Boolean(), server_default=sa.text("0"), nullable=False))
    op.add_column("staff", sa.Column("danger", sa.Boolean(), server_default=sa.text("0"), nullable=False))
    op.add_column("staff", sa.Column("there_at", sa.BigInteger(), nullable=True))
    op.add_column("waits", sa.Column("priority", sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "waits", sa.Column("booking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
    )
    guards: dict[str, list[str]] = {
        "sqlite": [
            (
                "CREATE TRIGGER case_events_unchanged BEFORE UPDATE ON case_events WHEN NOT (NEW."
                "id IS OLD.id AND NEW.property_id IS OLD.property_id AND NEW.case_id IS OLD.case_"
                "id AND NEW.at IS OLD.at AND NEW.actor IS OLD.actor AND NEW.kind IS OLD.kind AND "
                "json(NEW.data) IS json_remove(OLD.data, '$.words')) BEGIN SELECT RAISE(ABORT, 'c"
                "ase_events is only added to'); END"
            ),
            (
                "CREATE TRIGGER case_events_kept BEFORE DELETE ON case_events BEGIN SELECT RAISE("
                "ABORT, 'case_events is only added to'); END"
            ),
            (
                "CREATE TRIGGER case_events_not_replaced BEFORE INSERT ON case_events WHEN NEW.id"
                " IN (SELECT id FROM case_events) BEGIN SELECT RAISE(ABORT, 'case_events is only "
                "added to'); END"
            ),
            (
                "CREATE TRIGGER booking_events_unchanged BEFORE UPDATE ON booking_events WHEN NOT"
                " (NEW.id IS OLD.id AND NEW.property_id IS OLD.property_id AND NEW.booking_id IS "
                "OLD.booking_id AND NEW.at IS OLD.at AND NEW.sequence IS OLD.sequence AND NEW.sta"
                "tus IS OLD.status AND NEW.start IS OLD.start AND NEW.total_minor IS OLD.total_mi"
                "nor AND NEW.currency IS OLD.currency AND NEW.kept_minor IS OLD.kept_minor AND NE"
                "W.payment IS OLD.payment AND NEW.reason IS OLD.reason AND json(NEW.data) IS json"
                "_remove(OLD.data, '$.words')) BEGIN SELECT RAISE(ABORT, 'booking_events is only "
                "added to'); END"
            ),
            (
                "CREATE TRIGGER booking_events_kept BEFORE DELETE ON booking_events BEGIN SELECT "
                "RAISE(ABORT, 'booking_events is only added to'); END"
            ),
            (
                "CREATE TRIGGER booking_events_not_replaced BEFORE INSERT ON booking_events WHEN "
                "NEW.id IN (SELECT id FROM booking_events) BEGIN SELECT RAISE(ABORT, 'booking_eve"
                "nts is only added to'); END"
            ),
        ],
        "postgresql": [
            (
                "CREATE OR REPLACE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS '"
                "BEGIN IF TG_OP = ''UPDATE'' THEN IF to_jsonb(NEW) - ''data'' = to_jsonb(OLD) - '"
                "'data'' AND NEW.data::jsonb = OLD.data::jsonb - ''words'' THEN RETURN NEW; END I"
                "F; END IF; RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || '' is only added to'"
                "'; END'"
            ),
            (
                "CREATE TRIGGER case_events_kept BEFORE DELETE OR TRUNCATE ON case_events FOR EAC"
                "H STATEMENT EXECUTE FUNCTION only_added_to()"
            ),
            (
                "CREATE TRIGGER case_events_unchanged BEFORE UPDATE ON case_events FOR EACH ROW E"
                "XECUTE FUNCTION only_added_to()"
            ),
            (
                "CREATE OR REPLACE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS '"
                "BEGIN IF TG_OP = ''UPDATE'' THEN IF to_jsonb(NEW) - ''data'' = to_jsonb(OLD) - '"
                "'data'' AND NEW.data::jsonb = OLD.data::jsonb - ''words'' THEN RETURN NEW; END I"
                "F; END IF; RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || '' is only added to'"
                "'; END'"
            ),
            (
                "CREATE TRIGGER booking_events_kept BEFORE DELETE OR TRUNCATE ON booking_events F"
                "OR EACH STATEMENT EXECUTE FUNCTION only_added_to()"
            ),
            (
                "CREATE TRIGGER booking_events_unchanged BEFORE UPDATE ON booking_events FOR EACH"
                " ROW EXECUTE FUNCTION only_added_to()"
            ),
        ],
    }
    for order in guards[op.get_bind().dialect.name]:
        op.execute(order)
