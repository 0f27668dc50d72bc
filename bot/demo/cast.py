"""Who plays in the demo: plain facts, read by the page and by whoever writes them into the database."""

from dataclasses import dataclass

from bot.desk.people import Role

HOTEL = "Lakeside Pines"
ZONE = "Asia/Baku"
GROUP = "Lakeside Pines · team"


@dataclass(frozen=True)
class Character:
    """A person of the demo. A guest has a room or none yet; a colleague has a role; a stranger neither."""

    user_id: int
    name: str
    language: str
    room: str | None = None
    verified: bool = False
    role: Role | None = None
    department: str | None = None


AYGUN = Character(1001, "Aygün", "az", room="214", verified=True)
BENCE = Character(1002, "Bence", "hu", room="305", verified=True)
ARUZHAN = Character(1004, "Aruzhan", "kk", room="118", verified=True)
OLGA = Character(1005, "Olga", "ru", room="207", verified=True)
DANA = Character(2001, "Dana", "en", role="reception", department="reception")
ERLAN = Character(2002, "Erlan", "en", role="department", department="engineering")
RUSTAM = Character(2009, "Rustam", "ru")  # got into the group by a link, works elsewhere
MADINA = Character(3001, "Madina", "en", role="owner", department="duty")

NEW_GUEST = Character(1003, "Chiara", "en")  # not linked to a room; her language is chosen on the page

# They stand in the demo hotel's roster beside Dana and Erlan: somebody is on duty at any hour.
SEVDA = Character(2003, "Sevda", "en", role="reception", department="reception")
SAMIR = Character(2004, "Samir", "en", role="reception", department="reception")
KAMRAN = Character(2005, "Kamran", "en", role="reception", department="reception")
FARID = Character(2006, "Farid", "en", role="department", department="engineering")
OTHER_SHIFTS = (SEVDA, SAMIR, KAMRAN, FARID)

GUESTS = (AYGUN, BENCE, ARUZHAN, OLGA)
CAST = (*GUESTS, NEW_GUEST, DANA, ERLAN, RUSTAM, MADINA)
IN_THE_GROUP = (DANA, ERLAN, RUSTAM, MADINA)


def by_name(name: str) -> Character:
    """The character of that name; LookupError if nobody has it."""
    found = next((each for each in CAST if each.name == name), None)
    if not found:
        raise LookupError(f"Nobody in the demo is called {name!r}")
    return found
