"""What front desks write above their columns, in seven languages; compared without case and marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

KEPT = (
    *("room", "guest", "surname", "given", "arrival", "departure", "nights", "dates", "external"),
    *("people", "adults", "children", "ages", "language", "note", "status", "phone"),
)
# Recognised, so that they are left out by name; a phone only where a column is not named as one.
PRIVATE = ("phone", "email", "document", "card", "birthday")
OTHER = ("index", "time", "booked", "category", "money", "address", "count", "firm")  # not a stay's business

# One line a field; phrases are parted by "·". The longest phrase found in a label decides.
_PHRASES = {
    "room": """
        room · room no · room number · room name · rm · unit · apt · apartment · chalet · комната ·
        номер · номер комнаты · номер номера · ном · otaq · otaq no · otağın nömrəsi · nömrə · бөлме ·
        бөлме нөмірі · нөмір · szoba · szobaszám · szoba szám · szsz · oda · oda no · oda numarası ·
        zimmer · zimmernummer · zimmer nr · zi nr
    """,
    "guest": """
        soyad və ad · ad və soyad · surname and name · name and surname ·
        guest · guest name · guest names · name · full name · client · customer · visitor · booked for
        · main guest · primary guest · гость · гости · фио · ф и о · имя гостя · фио гостя · клиент ·
        заказчик · имя и фамилия · фамилия имя · фамилия и имя · qonaq · qonağın adı · ad soyad · adı
        soyadı · soyad ad · müştəri · s a a · қонақ · аты жөні · қонақтың аты · тегі аты · vendég ·
        vendég neve · név · vendégnév · foglaló neve · utas · misafir · misafir adı · gast · gastname ·
        name des gastes
    """,
    "surname": """
        surname · last name · last · guest last · family name · lastname · фамилия · фам · soyad ·
        soyadı · familiya · тегі · vezetéknév · családnév · családi név · soyisim · soyadınız ·
        nachname · familienname
    """,
    "given": """
        first name · first · guest first · given name · forename · firstname · given names · имя · имя
        отчество · ad · adı · аты · есімі · keresztnév · utónév · isim · vorname
    """,
    "arrival": """
        arrival · arrival date · arr · arr date · arrive · check in · checkin · check in date · from ·
        in · start · start date · date in · заезд · дата заезда · дата и время заезда · прибытие · дата
        прибытия · заселение · дата заселения · начало · приезд · с · gəliş · gəlmə · gəliş tarixi ·
        giriş · giriş tarixi · келу · келу күні · кіру · кіру күні · келген күні · érkezés · érkezés
        dátuma · érkezik · bejelentkezés · kezdete · -tól · geliş · geliş tarihi · giriş tarihi · varış
        · anreise · anreisedatum · ankunft · von
    """,
    "departure": """
        departure · departure date · dep · dep date · depart · check out · checkout · check out date ·
        to · until · out · end · end date · date out · выезд · дата выезда · дата и время выезда ·
        отъезд · дата отъезда · выселение · окончание · по · до · gediş · getmə · gediş tarixi · çıxış
        · çıxış tarixi · кету · кету күні · шығу · шығу күні · távozás · távozás dátuma · utazás ·
        elutazás · távozik · kijelentkezés · vége · -ig · gidiş · çıkış · çıkış tarihi · ayrılış ·
        abreise · abreisedatum · bis
    """,
    "nights": """
        nights · nts · night · no of nights · duration nights · ngt · los · ночей · ночи · кол во ночей
        · количество ночей · суток · gecə · gecə sayı · түн · түн саны · éjszaka · éjszakák · éj ·
        éjszakák száma · gece · gece sayısı · nächte · anzahl nächte
    """,
    "dates": """
        dates · stay dates · period · stay period · stay · даты · даты проживания · период · проживание
        · tarixlər · qalma müddəti · tarix · күндері · тұру мерзімі · időszak · tartózkodás · dátum ·
        tarihler · konaklama tarihleri · zeitraum · aufenthalt
    """,
    "external": """
        booking number · booking no · booking id · book number · booking · reservation · reservation
        number · reservation no · res no · res id · confirmation · confirmation number · conf no · conf
        number · conf · reference · ref · voucher · номер брони · номер бронирования · № брони · бронь
        · id брони · код брони · номер заявки · bron nömrəsi · bron · bron no · брондау нөмірі ·
        брондау · foglalási szám · foglalás · foglalásszám · foglalás azonosító · visszaigazolás ·
        fogl szám · fogl sz · foglalási azonosító ·
        rezervasyon no · rezervasyon numarası · rezervasyon · voucher no · buchungsnummer ·
        reservierungsnummer · buchung · reservierung · res nr
    """,
    "people": """
        pers · people · pax · persons · guests · гости · no of guests · number of guests · occupancy · adl chl
        · ad ch · adults children · a c · гостей · кол во гостей · количество гостей · человек · чел ·
        кол во человек · размещение · взр дет · nəfər · nəfər sayı · qonaq sayı · adam sayı · адам ·
        адам саны · қонақ саны · fő · létszám · fők száma · vendégek száma · kişi · kişi sayısı ·
        misafir sayısı · personen · anzahl personen
    """,
    "adults": """
        adults · adl · ad · adult · взрослых · взрослые · взр · böyük · böyüklər · yetkin · ересек ·
        ересектер · felnőtt · felnőttek · yetişkin · yetişkinler · erwachsene · erw
    """,
    "children": """
        children · chl · ch · child · kids · no of children · детей · дети · дет · uşaq · uşaqlar ·
        uşaq sayı · бала · балалар · gyerek · gyermek · gyerekek · gyermekek · çocuk · çocuklar ·
        kinder · kind
    """,
    "ages": """
        ages · age · children s age s · children s ages · child ages · ages of children · kids ages ·
        children ages · возраст · возраст детей · возраст ребенка · uşaqların yaşı · yaş · yaşlar ·
        балалардың жасы · жас · жасы · életkor · életkorok · gyerekek kora · gyermekek életkora · kor ·
        çocuk yaşları · yaşları · alter · alter der kinder
    """,
    "language": """
        language · lang · guest language · язык · язык гостя · dil · тіл · тілі · nyelv · sprache
    """,
    "note": """
        note · notes · remark · remarks · comment · comments · special requests · specials · requests ·
        special request · примечание · примечания · комментарий · комментарии · пожелания · пожелания
        гостя · qeyd · qeydlər · şərh · ескертпе · ескерту · megjegyzés · megjegyzések · not · notlar ·
        açıklama · bemerkung · bemerkungen · anmerkung
    """,
    "status": """
        status · state · booking status · reservation status · res status · статус · статус брони ·
        состояние · vəziyyət · status bron · күйі · мәртебесі · státusz · állapot · durum · statü
    """,
    "phone": """
        phone · phone number · telephone · tel · mobile · mobile phone · cell · cell phone · contact ·
        телефон · моб тел · контакт · контакты · номер телефона · мобильный · telefon · əlaqə · əlaqə
        nömrəsi · mobil · байланыс · telefonszám · mobilszám · handy · telefonnummer · whatsapp
    """,
    "email": """
        email · e mail · mail · почта · эл почта · электронная почта · e poçt · пошта · e posta ·
        eposta
    """,
    "document": """
        passport · passport no · passport number · id number · id no · id card · identity · document ·
        document number · паспорт · паспортные данные · серия и номер паспорта · номер паспорта ·
        документ · инн · pasport · şəxsiyyət vəsiqəsi · fin · fin kod · төлқұжат · жеке куәлік · иин ·
        жсн · útlevél · útlevélszám · személyi · személyi szám · okmány · okmányszám · igazolvány ·
        pasaport · kimlik · tc kimlik · tc no · reisepass · ausweis · ausweisnummer
    """,
    "card": """
        card · card number · credit card · cc · cc number · карта · номер карты · банковская карта ·
        kart · kart nömrəsi · карта нөмірі · bankkártya · kártyaszám · kart no · kredi kartı ·
        kreditkarte
    """,
    "birthday": """
        birthday · date of birth · birth date · dob · born · дата рождения · день рождения · рождения ·
        др · doğum tarixi · doğum günü · doğum · туған күні · születési dátum · született · születési
        idő · születés · doğum tarihi · geburtsdatum · geboren · geburtstag
    """,
    "index": "no · nr · n · № · № п п · п п · s s · р с · ssz · sorszám · sıra · sıra no · lfd nr · #",
    "time": """
        time · arrival time · check in time · departure time · check out time · eta · etd · время ·
        время заезда · время выезда · vaxt · saat · gəliş vaxtı · gəliş saatı · уақыты · келу уақыты ·
        időpont · idő · érkezés ideje · érkezési idő · giriş saati · uhrzeit · ankunftszeit
    """,
    "booked": """
        booked on · booked by · booking date · created · creation date · created at · booked · last
        modified · cancellation date · дата брони · дата бронирования · дата создания · создано ·
        создана · дата заявки · bron tarixi · yaradılıb · брондау күні · foglalás dátuma · foglalás
        ideje · létrehozva · rezervasyon tarihi · kayıt tarihi · buchungsdatum · gebucht am
    """,
    "category": """
        room type · type · category · unit type · room category · rate code · rate plan · rate · meal ·
        board · meal plan · категория · категория номера · тип номера · тип · тариф · питание · otaq
        növü · kateqoriya · tarif · санат · бөлме түрі · санаты · szobatípus · szoba típus · típus ·
        ellátás · kategória · oda tipi · tip · pansiyon · zimmertyp · zimmerkategorie · kategorie ·
        verpflegung
    """,
    "money": """
        price · amount · total · total amount · balance · paid · payment · payment status · payment
        method · commission · commission amount · deposit · revenue · сумма · стоимость · цена · оплата
        · оплачено · долг · баланс · предоплата · məbləğ · qiymət · ödəniş · ödənilib · сомасы · баға ·
        төлем · ár · összeg · fizetve · fizetés · előleg · végösszeg · tutar · fiyat · ödeme · preis ·
        betrag · zahlung · summe
    """,
    "address": """
        address · country · city · nationality · booker country · nat · адрес · страна · город ·
        гражданство · ünvan · ölkə · vətəndaşlıq · мекенжайы · ел · азаматтығы · cím · ország ·
        állampolgárság · város · adres · ülke · uyruk · adresse · land · nationalität
    """,
    "count": """
        rooms · rms · no of rooms · кол во номеров · номеров · otaq sayı · szobák száma · oda sayısı ·
        zimmeranzahl
    """,
    "firm": """
        company · agency · travel agent · agent · source · channel · booker group · market · vip ·
        travel purpose · device · компания · агентство · источник · канал · канал продаж · şirkət ·
        agentlik · mənbə · компаниясы · көзі · cég · ügynökség · forrás · csatorna · acenta · firma ·
        kaynak · agentur · quelle
    """,
}
TOTALS = frozenset(
    [
        *("total", "totals", "subtotal", "итого", "всего", "cemi", "yekun", "барлыгы", "жиыны"),
        *("osszesen", "toplam", "summe", "gesamt"),
    ]
)
_WORDS = re.compile(r"[\w#№]+")


@lru_cache(maxsize=4096)
def plain(label: str) -> str:
    """ "Дата  заезда*" is "дата заезда", "Érkezés:" is "erkezes"."""
    lowered = unicodedata.normalize("NFKC", label).replace("İ", "i").casefold()
    lowered = lowered.replace("ı", "i").replace("ə", "e").replace("ё", "е").replace("_", " ")
    bare = "".join(ch for ch in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(ch))
    return " ".join(_WORDS.findall(bare))


def _phrases() -> list[tuple[tuple[str, ...], str]]:
    found = [
        (tuple(plain(one).split()), field)
        for field, listed in _PHRASES.items()
        for one in re.split(r"\s*·\s*", " ".join(listed.split()))
    ]
    return sorted((one for one in found if one[0]), key=lambda one: -sum(map(len, one[0])))


PHRASES = _phrases()


@lru_cache(maxsize=4096)
def fields_of(label: str) -> tuple[tuple[str, int], ...]:
    """What a label may mean, the likeliest first, with the number of letters that say so."""
    words = tuple(plain(label).split())
    if not words or len(words) > 8:
        return ()
    found: dict[str, int] = {}
    for phrase, field in PHRASES:
        if field not in found and (letters := _within(phrase, words)):
            found[field] = letters
    return tuple(sorted(found.items(), key=lambda one: -one[1]))


def _within(phrase: tuple[str, ...], words: tuple[str, ...]) -> int:
    """Letters of the phrase where it stands in the label, whole or with an ending; exact is worth more."""
    size = len(phrase)
    for start in range(len(words) - size + 1):
        part = words[start : start + size]
        if all(a == b or (len(a) > 3 and b.startswith(a)) for a, b in zip(phrase, part, strict=True)):
            letters = 2 * sum(map(len, phrase))
            short = letters <= 4 and len(words) > size  # "no", "in", "с" mean something only alone
            return 0 if short else letters + (5 if phrase == words else phrase == part)
    return 0
