"""The hotel itself: its catalog, its emergency numbers, its languages, and who owns the desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot import shipped
from bot.config import Config
from bot.desk.catalog import folder
from bot.desk.catalog.check import check
from bot.desk.catalog.issues import Issue
from bot.desk.catalog.model import Catalog
from bot.doctor.finding import Finding, look, ok
from bot.doctor.storage import Known
from bot.speech import Speech

WHAT = "Catalog"
SHOWN = 3


def examine_hotel(config: Config, known: Known) -> list[Finding]:
    place = config.catalog or shipped.folder("packages_catalog")
    in_files, issues = folder.read(place)
    found = list(_files(config, place, issues))
    live = known.catalog or in_files
    if live is None:
        return found
    if not found:
        found.append(ok(WHAT, f"{len(live.offers)} offers and {len(live.knowledge)} answers{_which(known)}."))
    found += _numbers(live, place)
    found += _languages(live, Speech.load(shipped.folder("locales")))
    return found + list(_owner(config, known))


def _which(known: Known) -> str:
    return f", version {known.version} is live" if known.version else ""


def _files(config: Config, place: Path, issues: list[Issue]) -> Iterator[Finding]:
    """The first mistakes in the files; warnings are left to `qonaq check`."""
    if config.catalog and not config.catalog.is_dir():
        yield look(WHAT, f"there is no folder {config.catalog}.", "Correct QONAQ_CATALOG, or unset it.")
        return
    errors = sorted((one for one in issues if one.level == "error"), key=lambda one: not _urgent(one))
    for one in errors[:SHOWN]:
        yield look(WHAT, f"{(place / one.file).as_posix()}{_line(one)}: {one.problem}; {one.fix}.")
    if errors:
        more = len(errors) - SHOWN
        words = (
            f"and {more} more mistakes." if more > 0 else "the mistakes above keep it from being published."
        )
        yield look(WHAT, words, "`qonaq check` lists all of them with file and line.")


def _urgent(issue: Issue) -> bool:
    return "emergency_number" in issue.problem or "reception_phone" in issue.problem


def _line(issue: Issue) -> str:
    return "" if issue.line is None else f":{issue.line}"


def _numbers(live: Catalog, place: Path) -> Iterator[Finding]:
    """What a guest in danger reads first."""
    wrong = {one.file for one in check(live, folder.photos(place))} & {
        "hotel/emergency_number",
        "hotel/reception_phone",
    }
    for one in sorted(wrong):
        yield look(
            "Emergency", f"{one.partition('/')[2]} is not a phone number.", "Correct it in hotel.yaml."
        )
    if not wrong:
        hotel = live.hotel
        yield ok(
            "Emergency", f"guests in danger are told {hotel.emergency_number} and {hotel.reception_phone}."
        )


ELSEWHERE = {"language.not_spoken"}  # said only in languages that the desk does not speak yet


def _languages(live: Catalog, speech: Speech) -> Iterator[Finding]:
    """Every language the hotel names must be spoken to the end."""
    if "en" not in speech.languages:
        yield look("Languages", "the desk's own sentences are missing.", "Install Qonaq again.")
        return
    whole = set(speech.languages["en"].messages) - ELSEWHERE
    for code in live.hotel.languages:
        spoken = speech.languages.get(code)
        if spoken is None or not spoken.complete:
            words = f"the hotel offers {code}, which this version does not speak; guests would read English."
            yield look("Languages", words, f"Remove {code} from languages in hotel.yaml, or update Qonaq.")
        elif missing := whole - {key for key, said in spoken.messages.items() if any(said)}:
            words = f"{len(missing)} sentences are missing in {code}; guests would read them in English."
            yield look("Languages", words, f"Add them in locales/{code}/LC_MESSAGES/qonaq.po.")
    if set(live.hotel.languages) <= set(speech.spoken):
        yield ok("Languages", f"the desk speaks {', '.join(live.hotel.languages)}.")


def _owner(config: Config, known: Known) -> Iterator[Finding]:
    if config.token is None:
        return
    if config.owners or known.owners:
        yield ok("Owner", "there is someone who may let staff in.")
    else:
        cure = "Start the desk and open the link it prints, or put your Telegram number into QONAQ_OWNERS."
        yield look("Owner", "nobody owns this desk yet, so nobody can let staff in.", cure)
