"""More lists, each in the words of another desk: the first row of each, and what is left out."""

from __future__ import annotations

import pytest

from tests.desk.stays.reading.test_corpus import lines, proposed, worked, wrong

LISTS = {
    "a Russian channel manager": """\
Номер бронирования;Дата заезда;Дата выезда;ФИО;Номер комнаты;Взрослых;Детей;Телефон
A-1;25.11.2026;27.11.2026;Смирнова Ольга;204;2;1;+79991234567
A-2;25.11.2026;27.11.2026;Оглы Рашид;205;2;0;+79991234567
""",
    "a Kazakh sheet": """\
№;Қонақтың аты-жөні;Бөлме №;Келу күні;Кету күні;Ересек;Бала;Телефон
1;Құнанбаев Нұрлан;204;25.11.2026;27.11.2026;2;1;+77011234567
2;Серікқызы Айгүл;205;26.11.2026;28.11.2026;2;1;+77011234567
""",
    "a German sheet": """\
Zimmer;Name;Vorname;Anreise;Abreise;Pers.;Geburtsdatum
204;Müller;Hans;25.11.2026;27.11.2026;2;01.02.1970
205;Groß;Eva;25.11.2026;28.11.2026;1;01.02.1970
""",
    "an English shorthand": """\
#,Rm,Name,In,Out,Pax,Notes
1,204,John Smith,25/11/2026,27/11/2026,2,
2,205,Mary Jones,25/11/2026,28/11/2026,1,
""",
    "an Azerbaijani list": """\
Soyad və ad,Otaq nömrəsi,Gəliş tarixi,Gediş tarixi,Böyük,Uşaq,Uşaqların yaşı,Pasport №,Əlaqə nömrəsi
Məmmədov Elçin,204,25.11.2026,27.11.2026,2,1,5,AZE1234567,+994501234567
Əliyeva Günel,205,25.11.2026,27.11.2026,2,1,5,AZE1234567,+994501234567
""",
    "an American system": """\
Res. No.,First Name,Last Name,Room Type,Room Number,Check in,Check out,Nights,Adults,Status,Email,Tel
1001,John,Smith,DBL,204,11/25/2026,11/27/2026,2,2,Confirmed,j@x.com,555-123-4567
1002,Ann,Lee,DBL,"205, 206",11/26/2026,11/28/2026,2,2,Canceled,j@x.com,555-123-4567
""",
    "a Hungarian sheet without years": """\
Érkezés;Távozás;Vendég neve;Szobaszám;Felnőtt;Gyerek;Megjegyzés
11.25.;11.27.;Kiss Péter;204;2;1;
11.26.;11.28.;Nagy Ádám;szoba 205;2;;
""",
    "words for days and a clock": """\
room no,guest,arrival date,eta,departure date,dob
0204,Smith,25 Nov,14:00,27 Nov,01/01/1980
205.0,Lee,26 Nov,15:00,29 Nov,01/01/1980
""",
}
FIRST = {
    "a Russian channel manager": (("204", "Смирнова", "Ольга", "25.11", 2), set()),
    "a Kazakh sheet": (("204", "Құнанбаев", "Нұрлан", "25.11", 2), set()),
    "a German sheet": (("204", "Müller", "Hans", "25.11", 2), {"birthday"}),
    "an English shorthand": (("204", "Smith", "John", "25.11", 2), set()),
    "an Azerbaijani list": (("204", "Məmmədov", "Elçin", "25.11", 2), {"document"}),
    "an American system": (("204", "Smith", "John", "25.11", 2), {"email"}),
    "a Hungarian sheet without years": (("204", "Kiss", "Péter", "25.11", 2), set()),
    "words for days and a clock": (("204", "Smith", "", "25.11", 2), {"birthday"}),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_in_the_words_of_another_desk(name: str) -> None:
    line, private = FIRST[name]
    reading = worked(LISTS[name].encode())
    assert lines(reading)[2] == line
    assert len(reading.arrivals) + len(reading.problems) == 2
    assert set(proposed(LISTS[name].encode()).private) == private


def test_two_rooms_in_one_row_are_not_guessed_at() -> None:
    assert wrong(worked(LISTS["an American system"].encode())) == [(3, "E", "no_room")]
