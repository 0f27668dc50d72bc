"""Who comes, in a guest's own words: "2 adults, 2 kids 5 and 10", «двое взрослых и ребёнок 5 лет».

Every word must be understood, or nothing is: a word that was passed over would be a wrong price.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.desk.booking.party import GROWN_UP

NUMBERS = (
    "one|один|одна|одного|одним|одному|bir|tek|бір|egy|ein|eine|einen|einem|einer|eines",
    "two|два|две|двое|двух|двоих|iki|екі|екеу|екеуміз|вдвоем|ikimiz|ketten|kettő|két|zwei|zweit",
    "three|три|трое|трех|троих|втроем|üç|üçümüz|үш|үшеу|үшеуміз|három|hárman|uc|drei|dritt",
    "four|четыре|четверо|четырех|четверых|вчетвером|dörd|dördümüz|төрт|төртеу|төртеуміз|négy|négyen|dört|dort"
    "|vier|viert",
    "five|пять|пятеро|пяти|пятерых|beş|бес|бесеу|öt|öten|bes|fünf|fuenf",
    "six|шесть|шестеро|шести|alti|алты|алтау|hat|hatan|sechs",
    "seven|семь|семеро|семи|yeddi|жеті|жетеу|hét|heten|yedi|sieben",
    "eight|восемь|восьмеро|восьми|səkkiz|сегіз|nyolc|nyolcan|sekiz|acht",
    "nine|девять|девятеро|девяти|doqquz|тоғыз|kilenc|kilencen|dokuz|neun",
    "ten|десять|десяти|tíz|tízen|zehn",
)
WORDS = {word: n for n, words in enumerate(NUMBERS, 1) for word in words.split("|")}
TEN = {"az": "on", "tr": "on", "kk": "он"}  # "on" and «он» are other words elsewhere
NOUNS = {
    "adults": r"adults|grownups|взрослы(е|х|ми)|böyüklər|ересектер|felnőttek|yeti[şs]kinler"
    r"|erwachsenen?",
    "adult": r"adult|grownup|взросл(ый|ая|ого|ой)|böyük|yetkin|ересек|үлкен|felnőtt"
    r"|yeti[şs]kin|büyük|buyuk|erwachsene[rm]",
    "person": r"people|persons?|guests?|человека?|гост(ь|я|ей)|персон[аы]?|nəfər(ik)?|qonaq|адам(быз)?"
    r"|кісі(міз)?|қонақ|fő|személy|vendég|ki[şs]i(yiz)?|misafir|person(en)?|leute|gast|gäste",
    "children": r"children|kids|sons|daughters|babies|infants|toddlers|boys|girls|дет(и|ей|ьми)|детишки"
    r"|сыновь(я|ями)|дочер(и|ей)|uşaqlar(im)?|балалар(ым|ы)?|gyer(m)?ekek|gyer(m)?ekeink"
    r"|[çc]ocuklar(im|imiz)?(la)?|kizlar(im)?|kindern?"
    r"|söhnen?|töchtern?|babys|jungs|jungen|mädchen",
    "child": r"child|kid|son|daughter|baby|infant|toddler|boy|girl|реб[е]н(ок|ка|ком|ку)|сын(а|ом|ок)?"
    r"|доч(ь|ка|ку|кой|ки|ерью)|малыш(а|ом|ка)?|мальчик(а|ом)?|девочк(а|у|ой|и)|младен(ец|ца|цем)|uşaq"
    r"|uşağ(im|imiz)|körpə(m)?|oğlum|oğlan|qiz(im)?|бала(м|мыз)?|сәби|бөпе|ұл(ым)?|қыз(ым)?"
    r"|gyer(m)?ek(em|ünk|kel)?|(kis)?bab(a|ák)|kisfiú|kislány|fiú|lány|fiam|lányom|fiunk|lányunk"
    r"|[çc]ocuk(la)?|[çc]ocu[ğg](um|umuz)(la)?|bebek(le)?|bebe[ğg]im(iz)?(le)?|o[ğg]lum(uz)?(la)?"
    r"|kiz(im|imiz)?(la)?|torun(um|umuz)?(la)?|kind|sohn|tochter|säugling|kleinkind|junge|enkel(in|kind)?",
    "one": r"me|myself|i|я|mən|én|wife|husband|mother|father|mum|mom|dad|partner|friend|friends|sister"
    r"|brother|girlfriend|boyfriend|grandmother|grandfather|grandma|grandpa|жен(а|ой)|муж(ем)?|мам(а|ой)|пап(а|ой)"
    r"|мать|отец|бабушк(а|ой)|дедушк(а|ой)|друг|подруга|həyat(im)?|ərim|arvadim|anam|atam|nənəm|babam|dostum"
    r"|әйелім|күйеуім|жұбайым|анам|әкем|әжем|атам|досым|feleségem|férjem|anyám|apám|párom|barátom|barátnőm"
    r"|ben|eşim(le)?|esim(le)?|karim(la)?|kocam(la)?|annem(le)?|arkada[şs]im(la)?|karde[şs]im(le)?"
    r"|ich|(ehe)?frau|(ehe)?mann|partnerin|freund(in)?|mutter|vater|mama|papa|oma|opa|schwester|bruder",
    "couple": r"couple|çift(iz)?|ehepaar|pärchen",
    "years": r"aged?|ages|years?|yrs?|old|olds|yo|лет|год(а|ика|ик|у)?|летн(ий|яя|его|ие)|yaş(inda|li|dir)?"
    r"|yaşlarinda|жас(та|ар|тағы)?|éves(ek)?|év|ya[şs](inda|indaki|li|larinda)?"
    r"|jahre?n?|jährig(e[nmrs]?)?|j|alt",
    "months": r"months?|mo|месяц(а|ев)?|мес|ay(liq|liqdir)?|ай(лық)?|hónap(os)?|aylik|monaten?|monat",
    "and": r"and|plus|with|и|да|плюс|с|со|və|ilə|ve|және|пен|бен|és|meg|plusz|valamint|ile|arti|und|mit"
    r"|sowie",
    "filler": r"a|an|the|we|are|is|there|will|be|coming|come|just|only|for|please|of|us|my|our|his|her|who"
    r"|total|in|мы|нас|будет|будем|придут|придем|только|для|мой|моя|моей|моим|наш|наша|наши|пожалуйста|всего|это"
    r"|возраст[еа]?|в|нам|biz|bizik|gəlirik|gələcək|olacaq|yalniz|üçün|zəhmət|olmasa|mənim|cəmi|yoldaşim|yoldaşimla|біз|барамыз"
    r"|келеміз|келеді|болады|ғана|үшін|менің|біздің|өтінемін|барлығы|vagyunk|leszünk|jövünk|jön|jönnek|csak|kérem"
    r"|lesz|egyedül|ami|a|az|összesen|bizim|geliyoruz|gelece[ğg]iz|olaca[ğg]iz|var|toplam|sadece"
    r"|i[çc]in|l[üu]tfen|tane|wir|sind|kommen|es|die|der|das|den|dem|im|alter|von|mein(e[nmr]?)?|unser(e[nmr]?)?|bitte|nur|für|zu"
    r"|insgesamt|dazu|noch|ist|werden",
}
KINDS = {name: re.compile(f"(?:{words})") for name, words in NOUNS.items()}
PEOPLE = ("adults", "adult", "person", "children", "child", "one", "couple")
PRICE = re.compile(
    r"\b(?:how much|price|prices|cost|costs|сколько стоит|сколько будет|почем|почём|цен[аыу]|стоит|стоимость"
    r"|neçəyə\w*|qiymət\w*|neçə manat|баға\w*|қанша тұрады|қанша болады|құны"
    r"|mennyi(?:be)?\b.*\bkerül|mennyi az ára|mennyibe|ára|árak"
    r"|ne kadar|kaç para|kaç lira|kaça|fiyat\w*|ücret\w*|wie ?viel|kostet|kosten|preis\w*)\b"
)
TOKEN = re.compile(r"\d+|[^\W\d_]+|[,;:+&()/.!\n]|-|\S")
UNCLEAR = re.compile(r"(?<!\w)-\s*\d|\d\s*[-–]\s*\d|\d[.:]\d|[½¼¾²³]")
MARKS = ",;:+&()/.!-\n"
MOST = 40  # words; more is no answer to "who is coming?"


@dataclass(frozen=True)
class Company:
    """`ages` may be fewer than `children`: then they are asked for. `clear` is False when words were lost."""

    adults: int
    children: int
    ages: tuple[int, ...]
    clear: bool

    @property
    def complete(self) -> bool:
        return self.clear and self.children == len(self.ages)


@dataclass(frozen=True)
class Word:
    kind: str  # number, mark, unknown, or a name of NOUNS
    n: int = 0


@dataclass
class Count:
    """What has been counted so far."""

    adults: int | None = None
    relatives: int = 0
    people: int | None = None
    children: int | None = None
    several: bool = False  # children without a number
    aged: list[int] = field(default_factory=list)
    listed: list[int] = field(default_factory=list)  # numbers that nothing was said of
    order: list[int] = field(default_factory=list)  # both, as they were written
    lost: bool = False


def folded(words: str) -> str:
    """For comparing: İ and ı are i, ё is е."""
    low = words.replace("İ", "i").replace("I", "i").lower()
    low = low.replace("ı", "i").replace("ё", "е")
    low = re.sub(r"(?<=\w)-(?=[^\W\d])", " ", low)  # 5-year-old
    low = low.replace("grown up", "grownup")
    low = re.sub(r"həyat yoldaş\w*", "wife", low)  # both mean one grown-up more
    low = re.sub(r"\bмы с\b", "я и", low)
    low = re.sub(r"^\s*мен\b|(?<=және )мен\b", "me", low)
    return re.sub(r"\bмен\b", "және", low)


def words_of(said: str, language: str) -> list[Word]:
    return [one for token in TOKEN.findall(folded(said)) if (one := _word(token, language)).kind != "filler"]


def _word(token: str, language: str) -> Word:
    if token.isdecimal() and token.isascii():
        return Word("number", min(int(token[:6]), 999_999))
    if token in WORDS or token == TEN.get(language):
        return Word("number", WORDS.get(token, 10))
    if token in MARKS:
        return Word("mark")
    return Word(next((kind for kind, known in KINDS.items() if known.fullmatch(token)), "unknown"))


def read(said: str, language: str) -> Company | None:
    """Who comes; None when the words are about something else."""
    words = words_of(said, language)
    about = any(one.kind not in ("unknown", "mark", "and") for one in words)
    if not about or len(words) > MOST:
        return None
    counted = _count(words)
    counted.lost |= bool(UNCLEAR.search(said)) or any(one.kind == "unknown" for one in words)
    return _company(counted, any(one.kind not in ("number", "mark", "and") for one in words))


def names_people(said: str, language: str) -> bool:
    """Whether anybody is named in it, and not only numbers: "2 adults", "my wife"."""
    return any(one.kind in PEOPLE for one in words_of(said, language))


def asks_price(said: str) -> bool:
    return bool(PRICE.search(said.lower().replace("i̇", "i")))


def read_ages(said: str, language: str) -> tuple[int, ...] | None:
    """Only ages; None when there is anything else in it."""
    words = words_of(said, language)
    counted = _count(words)
    strange = any(one.kind in ("unknown", "adult", "adults", "person", "couple", "one") for one in words)
    if UNCLEAR.search(said) or strange or len(words) > MOST:
        return None
    return tuple(counted.order)


def _count(words: list[Word]) -> Count:
    counted, at = Count(), 0
    while at < len(words):
        at += _take(counted, [one.kind for one in words[at : at + 4]], words[at : at + 4], words, at)
    return counted


def _take(counted: Count, kinds: list[str], near: list[Word], words: list[Word], at: int) -> int:
    """Count what stands here; how many words it took."""
    n = near[0].n
    match kinds:
        case ["number", "number", ("years" | "months") as unit, *_]:  # one 5 year old (child)
            counted.children = (counted.children or 0) + n
            for _ in range(min(n, 20)):
                _age(counted, near[1].n, unit)
            return 3 + _tail(words, at + 3)
        case ["number", ("years" | "months") as unit, *_]:
            _age(counted, n, unit)
            return 2 + _tail(words, at + 2, counted)
        case ["number", "adult" | "adults", *_]:
            counted.adults = (counted.adults or 0) + n
            return 2
        case ["number", "child" | "children", *_]:
            counted.children = (counted.children or 0) + n
            return 2
        case ["number", "person", *_]:
            counted.people = n
            return 2
        case ["number", "one", *_]:
            counted.relatives += n
            return 2
        case ["number", *_]:
            counted.listed.append(n)
            counted.order.append(n)
            return 1
    return _noun(counted, kinds, near)


def _noun(counted: Count, kinds: list[str], near: list[Word]) -> int:
    """A noun without a number before it; its number may follow: "adults: 2"."""
    after = [one for one in near[1:] if one.kind != "mark" or one is not near[1]]
    number = after[0].n if after and after[0].kind == "number" else None
    counts = number is not None and not (len(after) > 1 and after[1].kind not in ("mark", "and"))
    match kinds[0]:
        case "adult" | "adults" if counts and number is not None:
            counted.adults = (counted.adults or 0) + number
            return near.index(after[0]) + 1
        case "adult":
            counted.adults = (counted.adults or 0) + 1
        case "adults" | "person":
            counted.lost = True
        case "couple":
            counted.relatives += 2
        case "one":
            counted.relatives += 1
        case "child":
            counted.children = (counted.children or 0) + 1
        case "children":
            counted.several = True
    return 1


def _age(counted: Count, n: int, unit: str) -> None:
    age = n // 12 if unit == "months" else n
    counted.aged.append(age)
    counted.order.append(age)


def _tail(words: list[Word], at: int, counted: Count | None = None) -> int:
    """ "5 years old child": the words after an age that belong to it."""
    taken = 0
    while at + taken < len(words) and words[at + taken].kind == "years":
        taken += 1
    if at + taken < len(words) and words[at + taken].kind in ("child", "children"):
        if counted is not None:
            _named_after(counted, words[at + taken].kind)
        taken += 1
    return taken


def _named_after(counted: Count, kind: str) -> None:
    if kind == "children":
        counted.several = True
    else:
        counted.children = (counted.children or 0) + 1


def _company(counted: Count, named: bool) -> Company:
    """Settle what the bare numbers are: the grown-ups of a plain list, or ages."""
    ages, lost = list(counted.order), counted.lost
    adults = counted.adults if counted.adults is not None else counted.relatives or None
    lost |= counted.adults is not None and counted.relatives > 0
    children = counted.children
    if children is None and counted.several and len(ages) == 1 and not counted.aged and ages[0] > 1:
        children, ages = ages[0], []  # "children: 2"
    elif children is None and counted.several and len(ages) > 1 and ages[0] == len(ages) - 1:
        children, ages = ages[0], ages[1:]  # "children: 2 (5, 10)"
    if adults is None and counted.people is not None:
        lost |= bool(ages or children or counted.several)
        adults = counted.people
    elif adults is None and ages and not (named and (children or counted.several or counted.aged)):
        adults, ages = ages[0], ages[1:]  # "2, 5, 10"
        lost |= adults == 0 and not any(ages)
    return _settled(counted, adults, children, ages, lost)


def _settled(
    counted: Count, adults: int | None, children: int | None, ages: list[int], lost: bool
) -> Company:
    if children is None:
        lost |= counted.several and not ages
        children = len(ages)
    lost |= bool(ages) and len(ages) != children
    lost |= any(age >= GROWN_UP for age in ages)
    grown = adults or 0
    lost |= not grown + children
    lost |= counted.people is not None and counted.people != grown + children
    return Company(grown, children, tuple(ages), clear=not lost)
