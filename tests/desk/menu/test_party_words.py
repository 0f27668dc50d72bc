"""Who comes, as guests of seven languages write it."""

from __future__ import annotations

import pytest

from bot.desk.menu.party_words import read, read_ages

# words | adults, then ages; "?2" are two children whose ages are still to be asked; "-" is unclear
TABLE = {
    "en": """
2|2
2, 5, 10|2 5 10
2 5 10|2 5 10
2 adults|2
two adults and one child aged 7|2 7
2 adults and 2 children|2 ?2
2 adults, 2 kids 5 and 10|2 5 10
2 adults, 5 and 10|2 5 10
me, my wife and a 5 year old|2 5
my husband and I with two kids, 5 and 10 years old|2 5 10
adults: 2, children: 2 (5, 10)|2 5 10
adults 2, children 2|2 ?2
2 adults, two 5-year-olds|2 5 5
1 adult + 1 baby 10 months|1 0
1 adult, a child 18 months old|1 1
3 adults, child 4|3 4
just me|1
a couple with a 3 year old daughter|2 3
We are 2 people|2
4 people with 2 kids|-
-1|-
0|-
0 0|-
2 adults and our dog|-
2 adults, 2 kids 5|-
2 adults and a 20 year old|-
2 adults at 14:30|-
How much for 3 hours?|-
room 214|-""",
    "ru": """
2, 5, 10|2 5 10
двое|2
нас двое|2
два взрослых|2
двое взрослых и ребёнок 5 лет|2 5
2 взрослых, 2 ребёнка 5 и 10 лет|2 5 10
2 взрослых и 2 детей|2 ?2
2 взрослых, дети 5 и 10|2 5 10
взрослых 2, детей 2|2 ?2
мы с женой и сын 5 лет|2 5
один взрослый и 7-летний ребёнок|1 7
два взрослых, ребенок 10 месяцев|2 0
я|1
3 взрослых и двое детей: 4 года и 8 лет|3 4 8
Мы с мужем и двое детей|2 ?2
4 человека, из них 2 ребёнка|-
2 взрослых и собака|-
2 взрослых на 3 часа|-
0|-""",
    "az": """
2, 5, 10|2 5 10
iki böyük|2
İki böyük və 2 uşaq|2 ?2
2 böyük, 2 uşaq 5 və 10 yaş|2 5 10
2 böyük, uşaqlar 5 və 10 yaşında|2 5 10
mən, həyat yoldaşım və 5 yaşlı uşaq|2 5
2 böyük, 1 uşaq 10 aylıq|2 0
2 böyük, on yaşında uşaq|2 10
2 böyük, bir 5 yaşlı uşaq|2 5
üç böyük, qızım 6 yaş|3 6
2 nəfər|2
1 böyük, 1 uşaq 7 yaş|1 7
4 nəfər, 2 uşaq|-
2 böyük və it|-
0|-""",
    "kk": """
2, 5, 10|2 5 10
екі ересек|2
екеуміз|2
екі ересек, 1 бала|2 ?1
2 ересек, 2 бала 5 және 10 жаста|2 5 10
2 ересек, балалар 5 және 10 жаста|2 5 10
мен, әйелім және 5 жасар бала|2 5
2 ересек мен 5 жасар бала|2 5
2 ересек, бала 10 айлық|2 0
2 ересек пен он жасар бала|2 10
бір ересек, ұлым 7 жаста|1 7
3 адам|3
4 адам, 2 бала|-
2 ересек және ит|-
0|-""",
    "hu": """
2, 5, 10|2 5 10
két felnőtt|2
ketten vagyunk|2
2 felnőtt és 2 gyerek|2 ?2
két felnőtt és egy 5 éves gyerek|2 5
2 felnőtt, 2 gyerek 5 és 10 éves|2 5 10
2 felnőtt, 5 és 10 éves gyerekek|2 5 10
a feleségem és én, meg egy 5 éves|2 5
2 felnőtt, 10 hónapos baba|2 0
egy felnőtt, a lányom 7 éves|1 7
három felnőtt, két gyermek|3 ?2
2 fő|2
4 fő, 2 gyerek|-
2 felnőtt és egy kutya|-
0|-""",
    "tr": """
2, 5, 10|2 5 10
iki yetişkin|2
2 yetişkin ve 2 çocuk|2 ?2
2 yetişkin, 5 ve 10 yaşında çocuklar|2 5 10
2 yetişkin, 5 ve 10 yaşında iki çocuk|2 5 10
2 yetiskin, cocuklar 5 ve 10 yasinda|2 5 10
EŞİM VE BEN, 5 YAŞINDA BİR ÇOCUK|2 5
eşimle ben ve 5 yaşındaki kızımız|2 5
2 yetişkin, 10 aylık bebek|2 0
2 büyük, on yaşında oğlum|2 10
üç yetişkin, kızım 6 yaşında|3 6
iki kişiyiz|2
2 kişi|2
sadece ben|1
4 kişi, 2 çocuk|-
2 yetişkin ve köpek|-
0|-""",
    "de": """
2, 5, 10|2 5 10
zwei Erwachsene|2
wir sind zu zweit|2
2 Erwachsene und 2 Kinder|2 ?2
2 Erwachsene, Kinder 5 und 10|2 5 10
2 Erwachsene, 2 Kinder (5 und 10 Jahre alt)|2 5 10
ein Erwachsener und ein Kind, 7 Jahre|1 7
meine Frau und ich mit einem 5-jährigen Sohn|2 5
Ehepaar mit 3-jähriger Tochter|2 3
2 Erwachsene, Baby 10 Monate|2 0
Wir sind 2 Personen|2
nur ich|1
4 Personen, 2 Kinder|-
2 Erwachsene und unser Hund|-
0|-""",
}
ROWS = [(code, *row.split("|")) for code, rows in TABLE.items() for row in rows.strip().splitlines()]


@pytest.mark.parametrize(("language", "said", "meant"), ROWS)
def test_a_party_is_what_the_guest_wrote(language: str, said: str, meant: str) -> None:
    assert _shown(said, language) == meant


def _shown(said: str, language: str) -> str:
    found = read(said, language)
    if found is None or not found.clear:
        return "-"
    asked = "" if found.complete else f"?{found.children}"
    return " ".join([str(found.adults), *map(str, found.ages), *([asked] if asked else [])])


def test_every_language_has_a_dozen_rows() -> None:
    assert all(len(rows.strip().splitlines()) >= 12 for rows in TABLE.values())


@pytest.mark.parametrize("said", ["", "thank you", "🙂", "x" * 4000, "when is breakfast", "½", "²"])
def test_words_about_something_else_are_no_party(said: str) -> None:
    found = read(said, "en")
    assert found is None or not found.clear


@pytest.mark.parametrize(
    ("language", "said", "ages"),
    [
        ("en", "5, 10", (5, 10)),
        ("en", "5 and 10 years old", (5, 10)),
        ("en", "10 months and 3", (0, 3)),
        ("en", "she is 5", None),
        ("en", "2 adults", None),
        ("ru", "5 лет и 10 месяцев", (5, 0)),
        ("az", "5 və 10 yaş", (5, 10)),
        ("az", "10 aylıq", (0,)),
        ("kk", "5 және 10 жаста", (5, 10)),
        ("kk", "10 айлық", (0,)),
        ("hu", "5 és 10 éves", (5, 10)),
        ("hu", "10 hónapos", (0,)),
        ("tr", "5 ve 10 yaşında", (5, 10)),
        ("tr", "10 aylık", (0,)),
        ("de", "5 und 10 Jahre", (5, 10)),
        ("de", "10 Monate", (0,)),
    ],
)
def test_ages_alone(language: str, said: str, ages: tuple[int, ...] | None) -> None:
    assert read_ages(said, language) == ages
