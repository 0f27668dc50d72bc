"""Files that people and their programs get wrong, each with what the check has to say about it.

`python -m tests.desk.catalog.bad_yaml PLACE` reads each from a folder of its own in a process of its own, and
prints how long it took and how much memory the process ever had.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bot.desk.catalog import folder
from tests.desk.tiny import tiny_catalog

OFFER = "extras/active/canoe.yaml"
ANSWERS = "knowledge/stay.yaml"
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
SEASONS = """\
seasons:
  high: {title: {en: "high", az: "yüksək"}, from: "2026-06-01", until: "2026-08-31"}
  lake: {title: {en: "lake", az: "göl"}, from: "2026-07-01", until: "2026-07-31"}
"""
PACKAGE = """\
code: "{code}"
group: "package"
mode: "open"
department: "reception"
title: {{en: "Lake {code}", az: "Göl {code}"}}
benefit: {{en: "water and calm", az: "su və sakitlik"}}
about: {{en: "All in one day.", az: "Bir gündə hamısı."}}
place: {{en: "reception", az: "resepşn"}}
components: ["{other}", "sauna"]
options:
  - pricing: "booking"
    units: [{{type: "OTHER", price: "90", title: {{en: "for two", az: "iki nəfər"}}}}]
"""


@dataclass(frozen=True)
class Bad:
    """`said`: how an error begins, with its file and line."""

    spoil: Callable[[Path], object]
    said: str


def good(place: Path) -> None:
    """The tiny hotel as files, with the one photo that it names."""
    folder.write(tiny_catalog(), place)
    (place / "photos").mkdir()
    (place / "photos" / "canoe.png").touch()


def swap(file: str, old: str, new: str) -> Callable[[Path], object]:
    def spoil(place: Path) -> None:
        text = (place / file).read_text(encoding="utf-8")
        assert old in text, old
        (place / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def put(file: str, content: str | bytes) -> Callable[[Path], object]:
    def spoil(place: Path) -> None:
        (place / file).parent.mkdir(parents=True, exist_ok=True)
        (place / file).write_bytes(content if isinstance(content, bytes) else content.encode())

    return spoil


def more(file: str, content: str) -> Callable[[Path], object]:
    return lambda place: put(file, (place / file).read_text(encoding="utf-8") + content)(place)


def every(*spoils: Callable[[Path], object]) -> Callable[[Path], object]:
    return lambda place: [one(place) for one in spoils]


def linked(file: str, to: str) -> Callable[[Path], object]:
    def spoil(place: Path) -> None:
        (place.parent / "outside").mkdir(exist_ok=True)
        (place.parent / "outside" / Path(file).name).write_text('code: "secret"\n')
        (place / file).unlink(missing_ok=True)
        (place / file).parent.mkdir(parents=True, exist_ok=True)
        (place / file).symlink_to(place.parent / "outside" / to)

    return spoil


def answers(number: int) -> str:
    return "entries:\n" + "".join(f'  - {{id: "a{n}", topic: "x"}}\n' for n in range(number))


def many_files(place: Path) -> None:
    (place / "packages").mkdir(exist_ok=True)
    for number in range(6_000):
        (place / "packages" / f"p{number}.yaml").touch()


def heavy(place: Path) -> None:
    """Forty files of a megabyte, each within its bounds."""
    (place / "packages").mkdir(exist_ok=True)
    for number in range(40):
        (place / "packages" / f"p{number}.yaml").write_text("a: '" + "x" * 999_000 + "'\n")


CASES = {
    "anchors": Bad(
        swap("hotel.yaml", 'currency: "AZN"', "currency: &x AZN"), "hotel.yaml:11: &x is an anchor;"
    ),
    "laughs": Bad(put("packages/a.yaml", LAUGHS), "packages/a.yaml:1: &a is an anchor;"),
    "deep lists": Bad(
        put("packages/a.yaml", "a: " + "[" * 400_000), "packages/a.yaml:1: more than 20 levels"
    ),
    "deep fields": Bad(
        put("packages/a.yaml", "".join(" " * n + f"a{n}:\n" for n in range(300))), "packages/a.yaml:2"
    ),
    "100,000 entries": Bad(put(ANSWERS, answers(100_000)), f"{ANSWERS}:1: the file is larger than 1 MB;"),
    "30,000 entries": Bad(put(ANSWERS, answers(30_000)), f"{ANSWERS}:"),
    "50 MB": Bad(
        put("packages/a.yaml", b"a: 1\n" * 10_000_000), "packages/a.yaml:1: the file is larger than"
    ),
    "many files": Bad(many_files, "packages: more than 5,000 files stand here;"),
    "heavy files": Bad(heavy, "packages: the files together are larger than 32 MB;"),
    "two currencies": Bad(
        swap(OFFER, 'price: "40"', 'price: "40 EUR"'), f'{OFFER}:26: price "40 EUR" is not a'
    ),
    "a list of currencies": Bad(
        swap("hotel.yaml", '"AZN"', '["AZN", "EUR"]'), "hotel.yaml:11: currency must be"
    ),
    "seasons that meet": Bad(
        every(
            more("hotel.yaml", SEASONS),
            swap(
                OFFER,
                'price: "40"',
                'price: "40"\n    prices: [{price: "50", season: "high"}, {price: "60", season: "lake"}]',
            ),
        ),
        "hotel.yaml:66: seasons high and lake both hold 2026-07-01; set priority: 1 on",
    ),
    "packages in a circle": Bad(
        every(
            put("packages/one.yaml", PACKAGE.format(code="one", other="two")),
            put("packages/two.yaml", PACKAGE.format(code="two", other="one")),
        ),
        "packages/one.yaml:9: ",
    ),
    "one code twice": Bad(
        lambda place: put(
            "extras/nature/canoe.yaml",
            (place / OFFER).read_text("utf-8").replace('group: "active"', 'group: "nature"'),
        )(place),
        f"extras/nature/canoe.yaml:1: canoe is also in {OFFER};",
    ),
    "one key twice": Bad(swap(OFFER, "order: 10", "order: 10\norder: 20"), f"{OFFER}:6: order stands twice"),
    "attribute access": Bad(
        swap(ANSWERS, "From 07:30", "From {0.__class__}"), f"{ANSWERS}:8: answer holds {{0.__class__}}, which"
    ),
    "attribute access in an extra": Bad(
        swap(OFFER, "A guided trip", "{0.__class__}"), f"{OFFER}:14: about holds {{ or }};"
    ),
    "unknown name": Bad(
        swap(ANSWERS, "From 07:30", "From {opening}"), f"{ANSWERS}:8: answer holds {{opening}},"
    ),
    "right to left": Bad(swap(OFFER, "A guided", "A \u202eguided"), f"{OFFER}:14: a hidden character U+202E"),
    "escaped right to left": Bad(swap(OFFER, "A guided", "A \\u202eguided"), f"{OFFER}:14: a hidden"),
    "control": Bad(swap(OFFER, "A guided", "A \x07guided"), f"{OFFER}:14: a hidden character U+0007"),
    **{
        word: Bad(swap(OFFER, 'price: "40"', f"price: {word}"), f'{OFFER}:26: price "{word}" is not a price;')
        for word in (".nan", "NaN", "inf", "-.inf", "1e400", "1e3", "0x10", "1_000", "٤٠")
    },
    "infinite capacity": Bad(
        swap(OFFER, "capacity: 8", "capacity: .inf"), f'{OFFER}:35: capacity ".inf" is not'
    ),
    "a very long number": Bad(
        swap(OFFER, "capacity: 8", "capacity: " + "9" * 6_000), f"{OFFER}:35: capacity"
    ),
    "no such percent": Bad(swap("hotel.yaml", "percent: 15", "percent: NaN"), "hotel.yaml:"),
    "30 February": Bad(
        swap(ANSWERS, 'confirmed: "2026-11-01"', "confirmed: 2026-02-30"),
        f'{ANSWERS}:13: confirmed "2026-02-30"',
    ),
    "sexagesimal": Bad(swap(OFFER, '"10:00"', "600"), f'{OFFER}:37: times "600" is not a time;'),
    "yes as a language": Bad(
        swap(OFFER, '  en: "Canoe trip"', '  NO: "Canoe"'), f'{OFFER}:8: NO "NO" is not a'
    ),
    "tabs": Bad(swap(OFFER, "title:\n  ", "title:\n\t"), f"{OFFER}:8: a character cannot stand here;"),
    "cp1251": Bad(
        put(ANSWERS, "entries:\n  # Завтрак\n".encode("cp1251")), f"{ANSWERS}:2: the file is not UTF-8;"
    ),
    "utf-16": Bad(put(ANSWERS, "entries: []\n".encode("utf-16")), f"{ANSWERS}:1: the file is not UTF-8;"),
    "a link out": Bad(linked(OFFER, "canoe.yaml"), f"{OFFER}: the file is a link out of the folder;"),
    "a photo linked out": Bad(
        linked("photos/canoe.png", "canoe.png"), f'{OFFER}:6: photo "canoe.png" is not in'
    ),
    "a photo above": Bad(swap(OFFER, '"canoe.png"', '"../canoe.png"'), f'{OFFER}:6: photo "../canoe.png"'),
    "an absolute photo": Bad(swap(OFFER, '"canoe.png"', '"/etc/passwd"'), f'{OFFER}:6: photo "/etc/passwd"'),
}


def measured(name: str, place: Path) -> dict[str, object]:
    """What the check says about one of them, and what that took."""
    good(place)
    CASES[name].spoil(place)
    began = perf_counter()
    catalog, issues = folder.read(place)
    seconds = perf_counter() - began
    memory = most_used()
    said = [str(one) for one in issues if one.level == "error"]
    whole = all(one.file and one.problem and one.fix for one in issues)
    facts = {"name": name, "seconds": seconds, "mb": memory, "taken": catalog is not None, "whole": whole}
    return {**facts, "said": said[:5], "issues": len(issues)}


def most_used() -> float:
    """Megabytes of this program alone; `getrusage` would count those of whoever started it."""
    status = Path("/proc/self/status")
    if not status.exists():  # not Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    found = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
    return int(found.split()[1]) / 1024


if __name__ == "__main__":
    for number, case in enumerate(CASES):
        root = Path(sys.argv[1]) / str(number)
        root.mkdir()
        print(json.dumps(measured(case, root / "hotel")))  # noqa: T201  # it is a command's output
