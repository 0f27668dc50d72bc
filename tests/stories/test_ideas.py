"""What guests live through who do not know yet what they would like."""

from __future__ import annotations

from tests.hotel import Hotel, Phone, plain


class Thumb(Phone):
    """A phone that counts what its owner taps."""

    taps_so_far = 0

    async def taps(self, label: str) -> None:
        self.taps_so_far += 1
        await super().taps(label)


async def at_home(guest: Phone) -> None:
    """The home screen, with a word that is a command in every language."""
    await guest.says("/help")
    await guest.hotel.settled()


async def test_a_family_with_a_baby_finds_what_takes_the_baby_too(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await at_home(chiara)
        await chiara.taps("Get ideas")
        await chiara.sees("Who is coming?")
        await chiara.says("2 adults and a baby of 8 months")
        await chiara.sees("What do you feel like?")
        await chiara.taps("By the water")
        await chiara.sees("When would suit you?")
        await chiara.taps("Tomorrow")
        ideas = await chiara.sees("Understood: 2 adults, 1 child (0); by the water; Sat 21 November.")
        assert "Heated kids' pool" in plain(ideas)
        assert "Made for your little one · Dry when it rains" in plain(ideas)
        assert "Boating" not in plain(ideas), "a boat is for ages 4+"
        assert len(plain(ideas)) <= 900
        assert len(chiara.labels()) <= 8
        await chiara.taps("Heated kids' pool")
        await chiara.sees("2 adults, 1 child (0)")
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book them")
        await chiara.sees("Booked: Heated kids' pool")


async def test_a_couple_is_told_in_one_sentence_what_was_understood(hotel: Hotel, bence: Phone) -> None:
    """In Hungarian; what is for children is not for them."""
    async with hotel.open():
        await at_home(bence)
        await bence.taps("Ötletet kérek")
        await bence.taps("2 felnőtt")
        await bence.taps("Esti program")
        await bence.taps("Holnap")
        ideas = await bence.sees("Értem: 2 felnőtt; esti program; november 21., szombat.")
        assert "Este kettesben" in plain(ideas)
        shown = [label for label in bence.labels() if label not in ("Valami mást", "Most nem", "Vissza")]
        assert 1 <= len(shown) <= 3
        await bence.taps(shown[0])
        await bence.sees("2 felnőtt")


async def test_an_angry_no_is_heard_and_not_answered_with_an_offer(hotel: Hotel) -> None:
    """In Russian: nothing of it is proposed again that day, and on the next it comes last."""
    olga = Phone(hotel, "Olga")
    async with hotel.open():
        await at_home(olga)
        for label in ("Подобрать идею", "2 взрослых", "Природа и животные", "Завтра"):
            await olga.taps(label)
        shown = olga.labels()[:3]
        await olga.says("Я же сказала: НЕТ!!")
        await olga.sees("Понятно, больше ничего не предлагаю.")
        assert not set(shown) & set(olga.labels())
        await at_home(olga)
        for label in ("Подобрать идею", "Природа и животные", "Завтра"):
            await olga.taps(label)
        await olga.sees("Понятно: 2 взрослых; природа и животные")
        assert not set(shown) & set(olga.labels())


async def test_a_returning_guest_books_in_six_taps(hotel: Hotel) -> None:
    """Who comes is known: three taps to the ideas, three more to the booking."""
    chiara = Thumb(hotel, "Chiara")
    async with hotel.open():
        await at_home(chiara)
        for label in ("Get ideas", "2 adults", "By the water", "Tomorrow", "Boating"):
            await chiara.taps(label)
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book them")
        await chiara.sees("Booked: Boating")
        await at_home(chiara)
        chiara.taps_so_far = 0
        for label in ("Get ideas", "Peace and quiet", "Tomorrow", "Fishing"):
            await chiara.taps(label)
        card = await chiara.sees("Total:")
        assert "Fishing" in plain(card)
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book them")
        await chiara.sees("Booked: Fishing")
        assert chiara.taps_so_far <= 6


async def test_back_and_forth_nothing_is_asked_twice(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await at_home(chiara)
        for label in ("Get ideas", "2 adults", "Peace and quiet", "Tomorrow", "Back", "Back"):
            await chiara.taps(label)
        await chiara.sees("What do you feel like?")
        await chiara.taps("By the water")
        await chiara.sees("Understood: 2 adults; by the water; Sat 21 November.")
        for _ in range(3):
            await chiara.taps("Back")
        await chiara.sees("Who is coming?")
        await chiara.taps("1 adult")
        await chiara.sees("Understood: 1 adult; by the water; Sat 21 November.")
        assert len(chiara.from_bot()) == 1, "one screen, edited in place"


async def test_something_else_shows_other_ideas_until_there_are_no_more(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await at_home(chiara)
        for label in ("Get ideas", "2 adults", "Surprise me", "Any day"):
            await chiara.taps(label)
        seen: list[str] = []
        while "Something else" in chiara.labels():
            shown = chiara.labels()[: chiara.labels().index("Something else")]
            assert shown
            assert not set(shown) & set(seen)
            seen += shown
            await chiara.taps("Something else")
        await chiara.sees("Another wish or day brings new ideas.")
        assert len(seen) > 6
        await chiara.taps("Choose another wish")
        await chiara.sees("What do you feel like?")


async def test_not_now_puts_them_away_for_today(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await at_home(chiara)
        for label in ("Get ideas", "2 adults", "Surprise me", "Any day"):
            await chiara.taps(label)
        shown = chiara.labels()[:3]
        await chiara.taps("Not now")
        said = plain(await chiara.sees("All right, we leave these for today."))
        assert all(title in said for title in shown)
        await chiara.taps("See other ideas")
        assert not set(shown) & set(chiara.labels())


async def test_a_question_in_between_is_answered_and_the_ideas_go_on(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await at_home(chiara)
        for label in ("Get ideas", "2 adults"):
            await chiara.taps(label)
        await chiara.says("When is breakfast?")
        await chiara.sees("07:30")
        await chiara.taps("By the water")
        await chiara.taps("Tomorrow")
        await chiara.sees("Understood: 2 adults; by the water")
        await chiara.says("and something for the rain?")
        answer = await chiara.last()
        assert "Understood: 2 adults" not in plain(answer)
        await chiara.taps("Something else")
        await chiara.sees("Understood: 2 adults; by the water")


async def test_a_complaint_in_between_is_a_complaint(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await at_home(chiara)
        for label in ("Get ideas", "2 adults", "By the water", "Tomorrow"):
            await chiara.taps(label)
        await chiara.says("No, and my room has not been cleaned for two days, this is disgusting")
        await chiara.sees("That spoils a stay, and we are sorry.")


async def test_a_day_is_written_and_the_price_leads_back_to_the_ideas(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await at_home(chiara)
        for label in ("Get ideas", "2 adults", "By the water"):
            await chiara.taps(label)
        await chiara.says("on Sunday")
        await chiara.sees("Understood: 2 adults; by the water; Sun 22 November.")
        await chiara.taps("Boating")
        await chiara.sees("Total:")
        await chiara.taps("Back")
        await chiara.sees("Understood: 2 adults; by the water; Sun 22 November.")


async def test_a_call_for_a_person_and_a_danger_come_first(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await at_home(chiara)
        for label in ("Get ideas", "2 adults", "By the water"):
            await chiara.taps(label)
        await chiara.says("there is a fire in the corridor")
        await chiara.sees("If anyone is in danger")
