"""The words of the command line, and which module does what."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from bot import __version__
from bot.console.call import MISUSE, TROUBLE, WELL, Call, Refused
from bot.console.words import causes, known

EPILOG = """\
exit codes: 0 all is well · 1 something was found or refused · 2 wrong settings or wrong use
The settings are QONAQ_… variables; docs/settings.md lists them."""


class Act(Protocol):
    """A command: does its work and returns the exit code."""

    def __call__(self, call: Call, asked: Namespace) -> int: ...


class Words(Protocol):
    """What argparse gives for subcommands."""

    def add_parser(self, name: str, *, help: str) -> ArgumentParser: ...


def run(words: Sequence[str], call: Call) -> int:
    """Carry out one command line and return its exit code; known failures become a sentence on stderr."""
    parser = _parser()
    asked = parser.parse_args(words)
    if not hasattr(asked, "subject"):
        parser.print_help(call.stderr)
        return MISUSE
    try:
        return _act(asked.subject, asked.act)(call, asked)
    except Refused as refused:
        call.warn(refused)
        return refused.code
    except BrokenPipeError:  # the reader has seen enough
        return WELL
    except KeyboardInterrupt:
        return 130
    except (Exception, BaseExceptionGroup) as error:
        said = [known(one) for one in causes(error)]
        if None in said:
            raise
        call.warn("\n".join(dict.fromkeys(str(one) for one in said)))
        return TROUBLE


def _act(subject: str, act: str) -> Act:
    """Loaded only now: `qonaq check` need not wait for Telegram's library."""
    found: Act = getattr(import_module(f"bot.console.{subject}"), act)
    return found


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="qonaq",
        description="A hotel front desk in Telegram.",
        epilog=EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Qonaq {__version__}")
    words = parser.add_subparsers(metavar="COMMAND")
    _desk(words)
    _catalog_words(words)
    _bookings(words)
    _reports(words)
    _upkeep(words)
    return parser


def _command(words: Words, name: str, help: str, subject: str, act: str | None = None) -> ArgumentParser:
    command = words.add_parser(name, help=help)
    command.set_defaults(subject=subject, act=act or name)
    return command


def _desk(words: Words) -> None:
    _command(words, "run", "open the desk; without a token, the demo", "desk")
    demo = _command(words, "demo", "show the desk on this computer: three phones on one page", "desk")
    demo.add_argument("--port", type=_port, help="where the page is served (8080)")
    claim = _command(words, "claim", "a fresh link that makes whoever opens it first the owner", "claim")
    claim.add_argument("--again", action="store_true", help="also when the hotel has an owner: for one more")
    ask = _command(words, "ask", "what the desk understands and would answer", "ask")
    ask.add_argument("text", nargs="?", help="a guest's message")
    ask.add_argument("--lang", metavar="xx", help="the guest's language, when it is known")
    ask.add_argument("--json", action="store_true", help="as JSON")
    ask.add_argument("--lines", action="store_true", help="one message a line from standard input")


def _catalog_words(words: Words) -> None:
    check = _command(words, "check", "look for mistakes in the catalog's files", "check")
    check.add_argument("folder", nargs="?", metavar="DIR", help="the catalog's folder")
    catalog = words.add_parser("catalog", help="what is on sale: bring in, take out, compare, publish, undo")
    acts = catalog.add_subparsers(metavar="WHAT", required=True)
    _with_folder(acts, "import", "check a folder or FILE.xlsx and keep it as the draft", "bring_in")
    export = _with_folder(acts, "export", "write the live catalog into a folder or a workbook", "take_out")
    export.add_argument("--xlsx", metavar="FILE", help="as a workbook")
    _with_folder(acts, "diff", "what the draft, or a folder, would change", "compare")
    publish = _with_folder(acts, "publish", "make the draft, or a folder, live", "publish")
    publish.add_argument("--reason", default="", help="kept in the history")
    publish.add_argument("--over", action="store_true", help="also over changes that it does not know")
    _command(acts, "history", "who published what, and when", "catalog")
    photos = _command(acts, "photos", "what has no photo; a folder of them becomes the draft", "photos")
    photos.add_argument("folder", nargs="?", metavar="DIR", help="pictures called like offers: sauna-2.jpg")
    _price(_command(acts, "price", "how a price comes about, line by line", "price", "explain"))
    _simulate(acts)
    _languages(acts)
    undo = _command(acts, "undo", "go back to an older version", "catalog")
    undo.add_argument("version", nargs="?", type=int, metavar="N", help="which (the one before the live one)")
    cards = _command(
        words, "qr", "cards with a QR code for every room, as a PDF; wall codes before end", "qr"
    )
    cards.add_argument("--room", metavar="N", nargs="+", default=[], help="only these rooms")
    cards.add_argument("--again", action="store_true", help="also where cards hang already; those end")
    cards.add_argument("--arrivals", metavar="YYYY-MM-DD", help="a card for each stay that arrives that day")
    cards.add_argument("--out", metavar="FILE", default="qr.pdf", help="where the PDF goes (qr.pdf)")
    cards.add_argument(
        "--links", action="store_true", help="print the links instead, for pictures of your own"
    )
    cards.add_argument("--bot", metavar="NAME", help="the bot's user name (Telegram is asked)")
    stays = words.add_parser("stays", help="guests and their rooms")
    acts = stays.add_subparsers(metavar="WHAT", required=True)
    bring = _command(acts, "import", "from the hotel's own list: xlsx, CSV, iCal", "stays", "bring_in")
    bring.add_argument("file", metavar="FILE")
    bring.add_argument("--map", metavar="WHAT=COLUMN,…", help="which column is what: surname=C,arrival=D")
    bring.add_argument("--dry-run", action="store_true", help="look, change nothing")
    bring.add_argument("--yes", action="store_true", help="do not ask")
    _command(acts, "undo", "take the last list back", "stays", "undo")
    listed = _command(acts, "list", "who is here, or comes", "stays", "listed")
    listed.add_argument("--date", metavar="YYYY-MM-DD", help="on that day (today)")
    _roster(words)


def _simulate(acts: Words) -> None:
    simulate = _command(
        acts, "simulate", "what a party would be offered, and why not the rest", "simulate", "simulated"
    )
    simulate.add_argument(
        "wish", metavar='"2 adults, children 4 and 11, 14 July, hu"', help="who, which day, which language"
    )
    which = simulate.add_mutually_exclusive_group()
    which.add_argument("--draft", action="store_true", help="by the draft instead of the live catalog")
    which.add_argument("--folder", metavar="DIR", help="by this folder instead of the live catalog")
    simulate.add_argument("--json", action="store_true", help="as JSON")


def _languages(acts: Words) -> None:
    missing = _command(
        acts, "missing", "which texts a language lacks, the most visible first", "translations"
    )
    missing.add_argument("--lang", metavar="xx", help="every text of this language")
    translate = _command(acts, "translate", "a file for a translator, and the file back", "translations")
    translate.add_argument("file", nargs="?", metavar="FILE", help="what the translator sent back")
    translate.add_argument("--to", metavar="xx", help="write what this language lacks")
    translate.add_argument("--auto", action="store_true", help="also what a machine wrote, to be looked over")
    how = translate.add_mutually_exclusive_group()
    how.add_argument("--xlsx", metavar="FILE", help="as a workbook")
    how.add_argument("--csv", metavar="FILE", help="as CSV")
    translate.add_argument("--dry-run", action="store_true", help="look, change nothing")
    schema = _command(
        acts, "schema", "the format of the files as JSON Schema, for editors", "schema", "write"
    )
    schema.add_argument("file", nargs="?", metavar="FILE", help="where it goes (the screen)")


def _roster(words: Words) -> None:
    roster = words.add_parser("roster", help="everybody's shifts as a spreadsheet")
    acts = roster.add_subparsers(metavar="WHAT", required=True)
    _command(acts, "export", "the shifts as they are, to be filled in", "roster").add_argument(
        "file", metavar="FILE.xlsx"
    )
    bring = _command(acts, "import", "take the shifts from a workbook", "roster", "bring_in")
    bring.add_argument("file", metavar="FILE")
    bring.add_argument("--dry-run", action="store_true", help="look, change nothing")


def _price(price: ArgumentParser) -> None:
    price.add_argument("offer", metavar="OFFER", help="its code")
    price.add_argument("--option", metavar="CODE", help="which way to take it, where there are several")
    price.add_argument(
        "--party", default="2 adults", metavar='"2 adults, 5, 10"', help="who comes (2 adults)"
    )
    price.add_argument("--date", metavar="YYYY-MM-DD", help="the day of the service (today)")
    price.add_argument("--time", metavar="HH:MM", help="when it starts (the first start of that day)")
    for name, what in (("days", "days"), ("nights", "nights"), ("hours", "hours")):
        price.add_argument(f"--{name}", type=_count, metavar="N", help=f"for so many {what}")
    price.add_argument("--units", type=_count, default=1, metavar="N", help="so many pieces (1)")
    price.add_argument("--booked", metavar="YYYY-MM-DD", help="the day on which it is booked (now)")
    price.add_argument("--stays", type=int, default=0, metavar="N", help="stays of the guest before this one")
    price.add_argument("--member", metavar="TIER", help="the guest's loyalty tier")
    price.add_argument("--agency", metavar="NAME", help="the agency that they booked through")
    price.add_argument("--group", type=int, default=0, metavar="N", help="people in the group they belong to")
    price.add_argument("--voucher", metavar="10%%|25.50", help="a discount voucher that they show")
    price.add_argument("--lang", default="en", metavar="xx", help="the language of the labels (en)")
    price.add_argument("--folder", metavar="DIR", help="by this folder instead of the live catalog")


def _with_folder(acts: Words, name: str, help: str, act: str) -> ArgumentParser:
    command = _command(acts, name, help, "catalog", act)
    command.add_argument("folder", nargs="?", metavar="DIR", help="the catalog's folder")
    return command


def _bookings(words: Words) -> None:
    bookings = words.add_parser(
        "bookings", help="what is booked: for a spreadsheet, for the staff's calendars"
    )
    acts = bookings.add_subparsers(metavar="WHAT", required=True)
    export = _command(acts, "export", "every booking of these days, one a line", "bookings", "export")
    export.add_argument("--from", dest="since", metavar="YYYY-MM-DD", help="the first day (today)")
    export.add_argument("--to", dest="until", metavar="YYYY-MM-DD", help="the last day (two weeks in all)")
    how = export.add_mutually_exclusive_group()
    how.add_argument("--xlsx", metavar="FILE", help="a workbook")
    how.add_argument("--csv", action="store_true", help="CSV on the screen, to be sent on (the default)")
    feed = _command(acts, "feed", "a department's secret calendar address", "bookings", "feed")
    feed.add_argument("department", nargs="?", help="which; without one, which have an address")
    feed.add_argument("--again", action="store_true", help="a new address; the old one ends at once")


def _reports(words: Words) -> None:
    report = words.add_parser("report", help="what the desk's work adds up to")
    acts = report.add_subparsers(metavar="WHAT", required=True)
    asked = _command(acts, "questions", "what guests asked, and what had no answer", "report", "asked")
    asked.add_argument("--from", dest="since", metavar="YYYY-MM-DD", help="the first day (30 days in all)")
    asked.add_argument("--to", dest="until", metavar="YYYY-MM-DD", help="the last day (today)")
    asked.add_argument("--by", choices=("day", "month", "year"), help="how it is cut (what suits the time)")
    asked.add_argument("--xlsx", metavar="FILE", help="a workbook with a chart, instead of the screen")
    extras = _command(
        acts, "economy", "what extras bring and cost, and what is on the books", "economy", "asked"
    )
    extras.add_argument("--from", dest="since", metavar="YYYY-MM-DD", help="the first day (30 days in all)")
    extras.add_argument("--to", dest="until", metavar="YYYY-MM-DD", help="the last day (today)")
    extras.add_argument("--xlsx", metavar="FILE", help="a workbook with charts, instead of the screen")
    extras.add_argument("--json", action="store_true", help="for another program")


def _upkeep(words: Words) -> None:
    _command(words, "migrate", "bring the database to the form this version needs", "upkeep")
    backup = _command(words, "backup", "keep a copy of the database, also while the desk runs", "upkeep")
    backup.add_argument("folder", nargs="?", metavar="DIR", help="where (QONAQ_BACKUPS)")
    restore = _command(words, "restore", "go back to the newest copy in DIR, or to one file", "restoring")
    restore.add_argument("folder", nargs="?", metavar="DIR", help="a folder of copies, or a copy")
    restore.add_argument("--over", action="store_true", help="also over a database that holds something")
    restore.add_argument("--as-it-is", action="store_true", help="go on with the database as it is now")
    _privacy(words)
    doctor = _command(words, "doctor", "look over everything and say what to mend", "doctor")
    doctor.add_argument("--json", action="store_true", help="as JSON")


def _privacy(words: Words) -> None:
    privacy = _command(
        words, "privacy", "what is kept of guests, and when it goes; export, erase", "privacy", "look"
    )
    acts = privacy.add_subparsers(metavar="WHAT")
    who = "a room, a name, the number of a booking or case, or of the chat"
    out = _command(acts, "export", "all that leads to one guest, as a page", "privacy", "bring_out")
    out.add_argument("who", metavar="WHO", help=who)
    out.add_argument("--json", action="store_true", help="for another program")
    out.add_argument("--out", metavar="FILE", help="where it goes (my-data.html)")
    gone = _command(acts, "erase", "erase all that leads to one guest", "privacy")
    gone.add_argument("who", metavar="WHO", help=who)
    gone.add_argument("--yes", action="store_true", help="do not ask")


def _count(word: str) -> int:
    if not 1 <= int(word) <= 1000:
        raise ValueError(word)
    return int(word)


def _port(word: str) -> int:
    port = int(word)
    if not 0 <= port < 65536:
        raise ValueError(word)
    return port
