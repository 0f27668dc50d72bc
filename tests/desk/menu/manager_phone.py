"""A manager at her phone: she presses what the last screen offers and writes; the letters are read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert, select

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, Attached
from bot.desk.catalog import runtime
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.pictures import Picture, Unfit
from bot.desk.catalog.shelf import Shelf
from bot.desk.house import House
from bot.desk.menu import manager
from bot.desk.menu.manage import photos
from bot.desk.people import Role
from bot.say import Say, Text, unpack_say
from bot.schema import bookings, guests, letters
from tests.desk.cases.cast import texts

MOST_BUTTONS = 8
MESSAGE = 700


@dataclass
class Phone:
    """One colleague's chat. The catalog is the live one at every touch, as the desk reads it."""

    conn: Connection
    shut: House
    shelf: Shelf
    user: int
    name: str
    presses: int = 0

    @property
    def house(self) -> House:
        version, catalog = self.shelf.live(self.conn)
        return replace(self.shut, catalog=catalog, version=version)

    def replaces(self, catalog: Catalog) -> None:
        """Publishes a whole catalog, as a file would."""
        now, base = self.house.now, self.house.version
        runtime.import_catalog(
            self.conn, self.house.id, catalog, base=base, author=self.name, reason="file", now=now
        )

    def opens(self) -> None:
        who = people.managing(self.conn, self.house, self.user)
        manager.home(self.conn, self.house, self._asked(kind="text"), who)

    def writes(self, said: str) -> bool:
        """Whether the manager's dialogue took it."""
        who, asked = people.on_file(self.conn, self.house, self.user), self._asked(kind="text", text=said)
        if manager.for_set_up(self.conn, self.house, asked):
            return True
        return manager.on_text(self.conn, self.house, asked, who)

    def sends(self, found: Picture | Unfit, caption: str | None = None, **facts: Any) -> bool:
        """A photo, as the edge brings it; whether it was taken for a picture of an extra."""
        file = Attached("f1", "photo.jpg", 90_000, "image/jpeg")
        asked = self._asked(kind="photo", text=caption, file=file, brought=found, **facts)
        return photos.offered(self.conn, self.house, asked)

    def presses_act(self, act: str, **facts: object) -> None:
        """The button of the last screen that asks for this; every press is answered once."""
        data = self.button(act, **facts)
        self.presses_data(data)

    def button(self, act: str, **facts: object) -> str:
        row = self.letter()
        for index, one in enumerate(unpack_say(row["content"]["say"]).choices):
            if one.act == act and facts.items() <= dict(one.args).items():
                return f"{row['token']}:{index}"
        raise AssertionError(f"no button {act} {facts} on {self.acts()}")

    def presses_data(self, data: str) -> None:
        pressed = outbox.pressed(self.conn, self.house, data)
        assert pressed
        self.presses += 1
        query = f"{self.user}-{self.presses}"
        who = people.on_file(self.conn, self.house, self.user)
        asked = self._asked(kind="press", query_id=query, message_id=MESSAGE, data=data)
        manager.ACTS[pressed.choice.act](self.conn, self.house, asked, who, pressed.choice.args)
        assert self._answers(query) == 1
        assert self.letter()["method"] == "edit"
        assert self.letter()["content"]["message_id"] == MESSAGE

    def _answers(self, query: str) -> int:
        rows = self.conn.execute(select(letters.c.content).where(letters.c.method == "answer")).scalars()
        return sum(one["query_id"] == query for one in rows)

    def letter(self) -> dict[str, Any]:
        mine = (letters.c.chat_id == self.user) & (letters.c.method != "answer")
        query = select(letters).where(mine).order_by(letters.c.id.desc()).limit(1)
        return dict(self.conn.execute(query).mappings().one())

    def screen(self) -> Say:
        said = unpack_say(self.letter()["content"]["say"])
        assert 0 < len(said.choices) <= MOST_BUTTONS
        return said

    def acts(self) -> list[str]:
        return [one.act for one in self.screen().choices]

    def says(self) -> list[str]:
        """The key of every text on the screen, the outer before the inner."""
        return [one.key for part in self.screen().body for one in texts(part)]

    def said(self, key: str) -> Text:
        return next(one for part in self.screen().body for one in texts(part) if one.key == key)

    def _asked(self, **facts: Any) -> Asked:
        return Asked(chat_id=self.user, user_id=self.user, name=self.name, **facts)


def staffed(
    conn: Connection, house: House, catalog: Catalog | None = None
) -> Callable[[int, str, Role], Phone]:
    """A hotel with its catalog published; gives the phones of whoever works there."""
    sold = catalog or house.catalog
    runtime.import_catalog(conn, house.id, sold, base=0, author="Madina", reason="opening", now=house.now)
    shelf = Shelf(house.id)

    def phone(user: int, name: str, role: Role) -> Phone:
        people.appoint(conn, house, user, name=name, language="en", role=role)
        return Phone(conn, house, shelf, user, name)

    return phone


def booked(conn: Connection, house: House, ref: str, status: str, **facts: Any) -> None:
    """A booking of the canoe, tomorrow at this hour unless said otherwise."""
    who = {"property_id": house.id, "chat_id": hash(ref) % 10**6, "name": "Aygün", "language": "az"}
    guest = conn.execute(
        insert(guests).values(**who, created_at=house.now).returning(guests.c.id)
    ).scalar_one()
    usual = {"offer": "canoe", "option": "default", "start": house.later(24 * 60), "party": {}, "quote": {}}
    row = {"property_id": house.id, "ref": ref, "request": ref, "guest_id": guest, "status": status, **usual}
    row |= {"sold": {}, "catalog_n": 1, "created_at": house.now, **facts}
    conn.execute(insert(bookings).values(**row))
