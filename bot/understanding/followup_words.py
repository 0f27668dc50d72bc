"""The words of follow-ups, by language: what asks for a facet, what names a day, what only fills.

`a|b c` are phrases; accents and case are folded away when they are read. A word that could be a subject
of its own ("bar", "at" in Azerbaijani) has no place here.
"""

from collections.abc import Mapping

Words = Mapping[str, Mapping[str, str]]

FACETS: Words = {
    "en": {
        "price": (
            "how much|how much is it|how much does it cost|how much is that|what does it cost|the price|"
            "price|what's the price|the cost|cost|is it free|free of charge|for free|do i pay|is it paid|"
            "how expensive|is it included|extra charge"
        ),
        "hours": (
            "when|what time|what hours|until when|till when|from when|how late|opening hours|open|closed|"
            "opens|closes|close|hours|times|which times|when exactly|how long|does it start|start"
        ),
        "place": (
            "where|where is it|where exactly|which floor|how do i get there|how to get there|how far|far"
        ),
        "book": (
            "how do i book|how to book|can i book|can we book|book|book it|i want to book|reserve|"
            "i'd like it|i'll take it|sign me up|how do i sign up|where do i book"
        ),
        "more": (
            "more|tell me more|details|more details|what else|anything else about it|what is included|"
            "what's included|what do i bring|what should i bring"
        ),
    },
    "ru": {
        "price": (
            "сколько стоит|сколько это стоит|сколько|почем|цена|какая цена|по цене|стоимость|это платно|"
            "платно|бесплатно|это бесплатно|за деньги|входит в стоимость|skolko stoit|skolko|pochem|cena|"
            "tsena|platno|besplatno"
        ),
        "hours": (
            "когда|во сколько|в какое время|до скольки|до которого часа|со скольки|с какого часа|открыто|"
            "закрыто|работает|работаете|часы работы|график|расписание|время|как долго|сколько длится|"
            "начало|kogda|vo skolko|do skolki|otkryto|rabotaet"
        ),
        "place": (
            "где|где это|где именно|куда идти|на каком этаже|как пройти|как добраться|как найти|далеко|"
            "gde|gde eto|kuda idti|kak proyti"
        ),
        "book": (
            "как забронировать|можно забронировать|забронировать|забронируйте|хочу забронировать|"
            "записаться|как записаться|запишите|запишите нас|запишите меня|бронь|беру|берем|"
            "kak zabronirovat|zabronirovat"
        ),
        "more": (
            "подробнее|подробности|расскажите подробнее|расскажите|еще|что еще|что входит|что включено|"
            "что взять с собой|что брать с собой|podrobnee"
        ),
    },
    "az": {
        "price": (
            "nə qədərdir|nə qədər|neçəyədir|neçədir|neçəyə|qiyməti|qiyməti nə qədərdir|qiymət|"
            "qiyməti necədir|pulludur|pulsuzdur|ödənişlidir|ödənişsizdir|pul lazımdır"
        ),
        "hours": (
            "nə vaxt|nə vaxtdır|saat neçədə|neçədə|saat neçəyə kimi|neçəyə qədər|saat neçədən|açıqdır|"
            "açıq|bağlıdır|işləyir|iş saatları|saatları|vaxtı|nə vaxta qədər|nə vaxta kimi|başlayır|"
            "neçə saat"
        ),
        "place": "harada|haradadır|harda|hardadır|hara|hara gedim|hansı mərtəbədə|necə gedim|uzaqdır",
        "book": (
            "necə bron edim|bron etmək olar|bron edim|bron et|bron edin|bron etmək istəyirəm|"
            "yazılmaq istəyirəm|necə yazılım"
        ),
        "more": ("ətraflı|daha ətraflı|təfərrüat|başqa nə var|nə daxildir|özümlə nə götürüm|nə götürüm|yenə"),
    },
    "kk": {
        "price": (
            "қанша тұрады|қанша|бағасы|бағасы қанша|бағасы қандай|неше теңге|ақылы ма|тегін бе|"
            "ақысы қанша|төлем|qansha turady|qansha|bagasy|bagasy qansha|qanşa|kansha|kansha turady|"
            "tegin be|aqyly ma"
        ),
        "hours": (
            "қашан|сағат нешеде|нешеде|нешеге дейін|сағат нешеге дейін|нешеден|ашық па|ашық|жабық па|"
            "жұмыс істей ме|жұмыс уақыты|уақыты|басталады|қай уақытта|qashan|sagat neshede|neshede|"
            "neshege deiin|ashyq pa"
        ),
        "place": (
            "қайда|қай жерде|қайсы қабатта|қай қабатта|қалай барамын|қалай барам|алыс па|qaida|qayda|"
            "kaida|qai zherde"
        ),
        "book": (
            "қалай брондаймын|брондауға бола ма|брондау|брондаңыз|брондағым келеді|жазылғым келеді|"
            "qalai brondaimyn|brondau"
        ),
        "more": "толығырақ|толық айтыңыз|тағы не бар|не кіреді|не алу керек|тағы|tolygyraq",
    },
    "hu": {
        "price": (
            "mennyi|mennyibe kerül|mennyi az ára|mennyi ez|mi az ára|ára|az ára|ingyenes|ingyen van|"
            "fizetős|kell érte fizetni|mennyiért"
        ),
        "hours": (
            "mikor|mikor van|hány órakor|hánykor|meddig|mettől|mettől meddig|nyitva|nyitva van|zárva|"
            "zárva van|nyitvatartás|hány órától|hány óráig|mikor kezdődik|milyen hosszú|mennyi ideig tart"
        ),
        "place": (
            "hol|hol van|hol van ez|hol pontosan|hányadik emeleten|melyik emeleten|merre|merre van|"
            "hogy jutok oda|messze van"
        ),
        "book": (
            "hogyan foglalhatok|hogy foglalhatok|foglalhatok|lehet foglalni|foglalás|lefoglalom|"
            "szeretném lefoglalni|kérem lefoglalni|jelentkezem"
        ),
        "more": (
            "bővebben|részletek|részletesebben|mondjon többet|mi van benne|mit tartalmaz|mit vigyek|"
            "még mi van|mit hozzak"
        ),
    },
    "tr": {
        "price": (
            "ne kadar|ne kadardır|kaç para|kaça|fiyatı|fiyatı ne|fiyatı ne kadar|fiyat|ücretli mi|"
            "ücretsiz mi|bedava mı|ücreti|ücreti ne kadar|kaç lira"
        ),
        "hours": (
            "ne zaman|saat kaçta|kaçta|saat kaça kadar|kaça kadar|kaçtan|kaçta başlıyor|açık mı|"
            "kapalı mı|çalışma saatleri|saatleri|açık|ne kadar sürüyor|kaç saat"
        ),
        "place": "nerede|nerde|neresi|hangi katta|nasıl giderim|nasıl gidilir|uzak mı",
        "book": (
            "nasıl rezervasyon yaparım|rezervasyon yapabilir miyim|rezervasyon|ayırtmak istiyorum|"
            "nasıl ayırtırım|ayırt|ayırtın|yer ayırt|kayıt olmak istiyorum"
        ),
        "more": (
            "ayrıntılar|daha fazla bilgi|daha fazla|başka ne var|neler dahil|ne dahil|"
            "yanıma ne almalıyım|ayrıntı"
        ),
    },
    "de": {
        "price": (
            "wie viel|wieviel|wie viel kostet das|was kostet das|was kostet es|wie teuer|preis|der preis|"
            "kosten|kostenlos|ist es kostenlos|kostet|gratis|kostet es was"
        ),
        "hours": (
            "wann|um wie viel uhr|bis wann|ab wann|von wann bis wann|geöffnet|offen|auf|geschlossen|zu|"
            "öffnungszeiten|uhrzeit|wie lange|wann beginnt|wann genau"
        ),
        "place": (
            "wo|wo ist das|wo genau|in welchem stock|auf welcher etage|wie komme ich hin|"
            "wie komme ich dahin|weit|wohin"
        ),
        "book": (
            "wie buche ich|kann ich buchen|kann ich das buchen|buchen|ich möchte buchen|reservieren|"
            "wie melde ich mich an|das nehme ich|anmelden"
        ),
        "more": (
            "mehr|mehr dazu|mehr details|details|genauer|was noch|was ist inklusive|was ist dabei|"
            "was soll ich mitbringen|erzählen sie mehr"
        ),
    },
}

DAYS: Words = {
    "en": {
        "today": "today|tonight|this evening|now",
        "tomorrow": "tomorrow",
        "mon": "monday|mondays",
        "tue": "tuesday|tuesdays",
        "wed": "wednesday|wednesdays",
        "thu": "thursday|thursdays",
        "fri": "friday|fridays",
        "sat": "saturday|saturdays",
        "sun": "sunday|sundays",
        "weekend": "weekend|weekends|at the weekend",
    },
    "ru": {
        "today": "сегодня|сейчас|сегодня вечером|segodnya",
        "tomorrow": "завтра|zavtra",
        "mon": "понедельник|в понедельник|по понедельникам|ponedelnik",
        "tue": "вторник|во вторник|по вторникам|vtornik",
        "wed": "среда|среду|в среду|по средам|sredu",
        "thu": "четверг|в четверг|по четвергам|chetverg",
        "fri": "пятница|пятницу|в пятницу|по пятницам|pyatnicu",
        "sat": "суббота|субботу|в субботу|по субботам|subbotu",
        "sun": "воскресенье|воскресение|в воскресенье|по воскресеньям|voskresenye|voskresene|voskresenie",
        "weekend": "выходные|в выходные|на выходных|по выходным",
    },
    "az": {
        "today": "bu gün|bugün|indi|bu axşam",
        "tomorrow": "sabah",
        "mon": "bazar ertəsi|bazar ertəsi günü",
        "tue": "çərşənbə axşamı|çərşənbə axşamı günü",
        "wed": "çərşənbə|çərşənbə günü",
        "thu": "cümə axşamı|cümə axşamı günü",
        "fri": "cümə|cümə günü",
        "sat": "şənbə|şənbə günü",
        "sun": "bazar|bazar günü|bazar günləri",
        "weekend": "həftə sonu",
    },
    "kk": {
        "today": "бүгін|қазір|бүгін кешке|bugin",
        "tomorrow": "ертең|erten",
        "mon": "дүйсенбі|дүйсенбіде|дүйсенбі күні|duisenbi",
        "tue": "сейсенбі|сейсенбіде|сейсенбі күні|seisenbi",
        "wed": "сәрсенбі|сәрсенбіде|сәрсенбі күні|sarsenbi",
        "thu": "бейсенбі|бейсенбіде|бейсенбі күні|beisenbi",
        "fri": "жұма|жұмада|жұма күні|zhuma",
        "sat": "сенбі|сенбіде|сенбі күні|senbi|senbide",
        "sun": "жексенбі|жексенбіде|жексенбі күні|zheksenbi|zheksenbide|jeksenbi|jeksenbide",
        "weekend": "демалыс күні|демалыс күндері",
    },
    "hu": {
        "today": "ma|most|ma este",
        "tomorrow": "holnap",
        "mon": "hétfő|hétfőn",
        "tue": "kedd|kedden",
        "wed": "szerda|szerdán",
        "thu": "csütörtök|csütörtökön",
        "fri": "péntek|pénteken",
        "sat": "szombat|szombaton",
        "sun": "vasárnap|vasárnaponként",
        "weekend": "hétvége|hétvégén",
    },
    "tr": {
        "today": "bugün|bu gün|şimdi|bu akşam",
        "tomorrow": "yarın",
        "mon": "pazartesi|pazartesi günü",
        "tue": "salı|salı günü",
        "wed": "çarşamba|çarşamba günü",
        "thu": "perşembe|perşembe günü",
        "fri": "cuma|cuma günü",
        "sat": "cumartesi|cumartesi günü",
        "sun": "pazar|pazar günü|pazar günleri",
        "weekend": "hafta sonu",
    },
    "de": {
        "today": "heute|jetzt|heute abend",
        "tomorrow": "morgen",
        "mon": "montag|montags",
        "tue": "dienstag|dienstags",
        "wed": "mittwoch|mittwochs",
        "thu": "donnerstag|donnerstags",
        "fri": "freitag|freitags",
        "sat": "samstag|samstags|sonnabend",
        "sun": "sonntag|sonntags",
        "weekend": "wochenende|am wochenende",
    },
}

FILLERS: Mapping[str, str] = {
    "en": (
        "and|ok|okay|so|but|is|it|that|this|on|the|at|for|a|please|does|do|also|what about|how about|"
        "then|too|are|you|can|will|be|s|there|thanks|thank you|hi|hello|exactly|in|or"
    ),
    "ru": (
        "а|и|ну|это|он|она|оно|они|есть|на|в|во|по|пожалуйста|тогда|там|тоже|спасибо|ок|хорошо|же|еще|за|"
        "это будет|у вас|будет|именно|или|a|i|na|v|vo|eto|pozhaluysta"
    ),
    "az": (
        "bəs|və|bu|o|onun|da|də|zəhmət olmasa|yaxşı|oldu|ok|var|mı|mi|mu|mü|orada|sağ olun|üçün|gün|günü|"
        "saat|ya"
    ),
    "kk": (
        "ал|және|бұл|ол|оның|да|де|та|те|өтінемін|жақсы|болды|ма|ме|ба|бе|па|пе|бар|сол|рақмет|күні|"
        "сонда|al|zhane|bul|ol|onyn|ше|she|she|шы"
    ),
    "hu": ("és|ez|az|a|na|de|jó|rendben|kérem|akkor|is|van|ott|köszönöm|pontosan|ok|lesz|ha|vagy|oda"),
    "tr": (
        "peki|ya|ve|bu|o|da|de|lütfen|tamam|ok|mı|mi|mu|mü|orada|orası|teşekkürler|günü|tam olarak|onun|"
        "olur mu|sabah"
    ),
    "de": (
        "und|das|es|ist|am|an|im|bitte|ok|gut|dann|denn|auch|aber|da|dort|hat|haben|sie|danke|genau|für|"
        "den|die|der|kann|ich|oder|noch|wie sieht es aus|wie ist es"
    ),
}
