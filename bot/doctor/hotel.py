"""The hotel itself: its catalog, its folder, its emergency numbers, its languages, and its people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot import shipped
from bot.config import Config
from bot.desk.catalog import folder, watching
from bot.desk.catalog.check import check
from bot.desk.catalog.issues import Issue
from bot.desk.catalog.model import Catalog
from bot.doctor.finding import Finding, mend, mind, ok
from bot.doctor.known import Known
from bot.folder import own, pictures, place
from bot.speech import Speech
from bot.understanding.encoder import Encoder, NoEncoder
from bot.understanding.heads import Model

WHAT = "Catalog"
SHOWN = 3
CHECK = "`qonaq check` lists all of them with file and line."
SAID = {
    "hotel/emergency_number": "the emergency number",
    "hotel/reception_phone": "reception's phone number",
}
# What the set-up finds and nothing here looks at: the rest is seen closer by its own check.
GAPS = {"night": "hotel.night", "rooms": "hotel.rooms", "questions": "hotel.questions"} | {
    "answers": "hotel.answers",
    "extras": "hotel.extras",
    "contradicting": "hotel.contradicting",
    "stale": "hotel.stale",
}
SEEN = {"owner", "emergency", "phone", "group", "rights", "topics", "reading", "languages"}


def examine_hotel(config: Config, known: Known, *, running: bool) -> list[Finding]:
    here = place(config)
    in_files, issues = folder.read(here)
    found = [*_files(config, here, issues), *_base(config, known, in_files, running=running)]
    live = known.catalog or in_files
    if live is None:
        return found
    if not found:
        found.append(ok("catalog", WHAT, _counted(live, known)))
    found += [*_numbers(live, here), *_pictures(config, live)]
    found += _languages(live, Speech.load(shipped.folder("locales")))
    found += [*_owner(config, known), *_gaps(known)] if config.token else []
    found.append(_understanding())
    return found


def _understanding() -> Finding:
    """Without the encoder the desk works on, and misses what is said without its word."""
    try:
        Encoder.open(Model.load().patch)
    except NoEncoder as why:
        words = f"letters and lexicons alone, because {why}; what guests only hint at is passed to people."
        cure = "Run the desk on Linux or on a Mac with an Apple chip, or install again with `tools/setup`."
        return mind("understanding.reduced", "Understanding", words, cure)
    return ok("understanding", "Understanding", "by letters, lexicons and meaning, in seven languages.")


def _counted(live: Catalog, known: Known) -> str:
    which = f", version {known.version} is live" if known.version else ""
    return f"{len(live.offers)} offers and {len(live.knowledge)} answers{which}."


def _files(config: Config, here: Path, issues: list[Issue]) -> Iterator[Finding]:
    """The first mistakes in the files; warnings are left to `qonaq check`."""
    if config.catalog and not config.catalog.is_dir():
        cure = "Correct QONAQ_CATALOG, or unset it."
        yield mend("catalog.absent", WHAT, f"there is no folder {config.catalog}.", cure)
        return
    errors = sorted((one for one in issues if one.level == "error"), key=lambda one: not _urgent(one))
    for one in errors[:SHOWN]:
        line = "" if one.line is None else f":{one.line}"
        words = f"{(here / one.file).as_posix()}{line}: {one.problem}; {one.fix}."
        yield mend("catalog.broken", WHAT, words, "" if len(errors) > 1 else CHECK)
    if len(errors) > 1:
        more = len(errors) - SHOWN
        words = f"and {more} more mistakes." if more > 0 else "these keep it from being published."
        yield mend("catalog.broken", WHAT, words, CHECK)


def _urgent(issue: Issue) -> bool:
    return "emergency_number" in issue.problem or "reception_phone" in issue.problem


def _base(config: Config, known: Known, found: Catalog | None, *, running: bool) -> Iterator[Finding]:
    """The hotel's own files against what is live."""
    mine = own(config)
    if mine is None or found is None or known.catalog is None:
        return
    base = folder.base(mine)
    base = 1 if base is None and known.version == 1 else base
    match watching.judge(found, base, known.version, known.catalog, known.base):
        case "conflict":
            words = f"{mine} was edited and is older than version {known.version}, which is live."
            cure = (
                "The bot has asked the managers in chat; `qonaq catalog publish --over` publishes the files."
            )
            yield mind("catalog.conflict", WHAT, words, cure)
        case "behind":
            words = f"{mine} is older than version {known.version}, which is live."
            running_cure = f"Let the desk's user write there; or `qonaq catalog export {mine}`."
            cure = running_cure if running else "The desk brings it up to date when it starts."
            yield mind("catalog.behind", WHAT, words, cure)


def _numbers(live: Catalog, here: Path) -> Iterator[Finding]:
    """What a guest in danger reads first."""
    wrong = {one.file for one in check(live, folder.photos(here))} & SAID.keys()
    for one in sorted(wrong):
        words = f"{SAID[one]} is missing, or no number that a guest in danger could call."
        yield mend("emergency", "Emergency", words, "Send /setup to the bot, or correct it in hotel.yaml.")
    if not wrong:
        words = f"guests in danger are told {live.hotel.emergency_number} and {live.hotel.reception_phone}."
        yield ok("emergency", "Emergency", words)


def _pictures(config: Config, live: Catalog) -> Iterator[Finding]:
    """A card whose picture is nowhere goes out in words alone."""
    lost = [one for one in dict.fromkeys(live.shown()) if pictures(config).find(one) is None]
    if lost:
        lack = "1 picture is" if len(lost) == 1 else f"{len(lost)} pictures are"
        more = ", …" if len(lost) > SHOWN else ""
        words = f"{lack} nowhere: {', '.join(lost[:SHOWN])}{more}; those cards go out without."
        cure = "Send them to the bot with the extra's name under them; `qonaq catalog photos` lists all."
        yield mind("catalog.pictures", "Pictures", words, cure)


def _languages(live: Catalog, speech: Speech) -> Iterator[Finding]:
    """Every language the hotel names must be spoken to the end."""
    if "en" not in speech.languages:
        words = "the desk's own sentences are missing."
        yield mend("language.incomplete", "Languages", words, "Install Qonaq again.")
        return
    whole = set(speech.languages["en"].messages)
    for code in live.hotel.languages:
        spoken = speech.languages.get(code)
        if spoken is None:
            words = f"the hotel offers {code}, which this version does not speak; guests would read English."
            cure = f"Remove {code} from languages in hotel.yaml, or update Qonaq."
            yield mend("language.unspoken", "Languages", words, cure)
        elif missing := whole - {key for key, said in spoken.messages.items() if any(said)}:
            n = len(missing)
            lack = f"{n} sentence is" if n == 1 else f"{n} sentences are"
            words = f"{lack} missing in {code}; guests would read English there."
            cure = f"Update Qonaq, or add them in locales/{code}/LC_MESSAGES/qonaq.po."
            yield mind("language.incomplete", "Languages", words, cure)
    if set(live.hotel.languages) <= set(speech.spoken):
        yield ok("languages", "Languages", f"the desk speaks {', '.join(live.hotel.languages)}.")


def _owner(config: Config, known: Known) -> Iterator[Finding]:
    if config.owners or known.owners:
        yield ok("owner", "Owner", "there is someone who may let staff in.")
    elif known.version:
        words = "nobody owns this desk yet, so nobody can let staff in."
        cure = "Start the desk and open the link it prints (`qonaq claim` prints it again)."
        yield mend("owner", "Owner", words, cure)


def _gaps(known: Known) -> Iterator[Finding]:
    """What the hotel's set-up still lacks."""
    for gap in known.gaps:
        if gap.code in SEEN:
            continue
        finding = mend if gap.urgent else mind
        yield finding(GAPS.get(gap.code, "hotel.gap"), "Hotel", gap.cause, gap.cure)
