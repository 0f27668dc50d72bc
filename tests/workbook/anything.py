"""Any catalog that the model allows, however little sense it makes: drawn from the model itself."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from pydantic import BaseModel, StringConstraints, ValidationError
from pydantic.fields import FieldInfo

from bot.desk.catalog.model import Catalog

ODD = [
    *("=1+1", "+994", "-5", "@here", "json:[1]", "a / b", "every day", "yes", "12", "007", "3-12", "4500.10"),
    *("en: x", "first\nsecond", "x" * 600, "a, b", "_x0041_", "\u202eright", "a\x00b", "é" * 40, "\ufeffx"),
    *("<b>&amp;</b>", '"quoted"', "'quoted", "🏊 swim", "2026-07-14", "TRUE", "#REF!", "a\tb", "a\u00a0b"),
    *("Göl yolu", "Озеро", "12.5", "9:30", "{0.__class__}", "\x85x", "a\r\nb", "To mend: x", "?", "😀"),
]  # fmt: skip
CODES = ["default", "canoe", "boat", "hotel", "a1", "x_", "en", "code", "title", "json", "z" * 40]
LANGUAGES = ["en", "az", "ru", "zz"]


@dataclass
class Drawing:
    """`full`: how often what may be left out is there. What is deep gets fewer parts."""

    draw: random.Random
    full: float

    def catalog(self) -> Catalog | None:
        """None when a rule of the model that no single field knows refused it."""
        try:
            return Catalog.model_validate(self.part(Catalog, 0))
        except ValidationError:
            return None

    def part(self, model: type[BaseModel], deep: int) -> dict[str, Any]:
        return {
            one.alias or name: self.value(one.annotation, tuple(one.metadata), deep)
            for name, one in model.model_fields.items()
            if one.is_required() or self.draw.random() < self.full
        }

    def value(self, annotation: Any, metadata: tuple[Any, ...], deep: int) -> Any:
        origin, inner = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self.value(inner[0], (*metadata, *_unfolded(inner[1:])), deep)
        if origin in (Union, UnionType):
            if self.draw.random() < 0.2:
                return None
            return self.value(next(one for one in inner if one is not NoneType), metadata, deep)
        if origin is dict:
            keys = {self.value(inner[0], (), deep) for _ in range(self.some(metadata, deep))}
            return {key: self.value(inner[1], (), deep + 1) for key in sorted(keys)}
        if origin is list:
            return [self.value(inner[0], (), deep + 1) for _ in range(self.some(metadata, deep))]
        if origin is Literal:
            return self.draw.choice(inner)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self.part(annotation, deep + 1)
        return PLAIN[annotation](self, metadata)

    def some(self, metadata: tuple[Any, ...], deep: int) -> int:
        least = next((one.min_length for one in metadata if isinstance(one, MinLen)), 0)
        most = next((one.max_length for one in metadata if isinstance(one, MaxLen)), 3)
        return max(least, min(self.draw.choice([0, 1, 1, 2, 3]), most, 3 if deep < 4 else 1))

    def text(self, metadata: tuple[Any, ...]) -> str:
        for one in metadata:
            if isinstance(one, StringConstraints) and one.pattern:
                pattern = str(one.pattern)
                if "{2}" in pattern:
                    return self.draw.choice(LANGUAGES)
                return (
                    "".join(self.draw.choices("ABCXYZ", k=3)) if "A-Z" in pattern else self.draw.choice(CODES)
                )
        said = self.draw.choice(ODD) if self.draw.random() < 0.4 else f"text {self.draw.randrange(10**6)}"
        return said[
            : next(
                (one.max_length for one in metadata if isinstance(one, StringConstraints) and one.max_length),
                600,
            )
        ]

    def whole(self, metadata: tuple[Any, ...]) -> int:
        low, high = _bounds(metadata)
        return self.draw.choice([low, high, self.draw.randint(low, high)])

    def amount(self, metadata: tuple[Any, ...]) -> Decimal:
        low, high = _bounds(metadata)
        said = [
            str(high),
            "1",
            "4500.1",
            "30.00",
            "0.005",
            "1E+2",
            f"{self.draw.randrange(10**6) / 1000:.3f}",
        ]
        fit = [Decimal(one) for one in said if low <= Decimal(one) <= high]
        return round(self.draw.choice(fit), 2) if high == 100 else self.draw.choice(fit)

    def clock(self, metadata: tuple[Any, ...]) -> time:
        seconds = self.draw.choice([0, 0, 0, 5])
        return time(self.draw.randrange(24), self.draw.choice([0, 30, 59]), seconds)

    def day(self, metadata: tuple[Any, ...]) -> date:
        return (
            date(2026, 1, 1) + timedelta(days=self.draw.randrange(-700_000, 900))
            if self.draw.random() < 0.1
            else date(2026, 7, 14)
        )


def _unfolded(metadata: tuple[Any, ...]) -> list[Any]:
    return [two for one in metadata for two in (one.metadata if isinstance(one, FieldInfo) else [one])]


def _bounds(metadata: tuple[Any, ...]) -> tuple[int, int]:
    low = next((int(str(one.ge)) for one in metadata if isinstance(one, Ge)), 0)
    low = next((int(str(one.gt)) + 1 for one in metadata if isinstance(one, Gt)), low)
    return low, next((int(str(one.le)) for one in metadata if isinstance(one, Le)), 10**6)


PLAIN: dict[Any, Callable[[Drawing, tuple[Any, ...]], Any]] = {
    str: Drawing.text,
    int: Drawing.whole,
    bool: lambda one, _: one.draw.random() < 0.5,
    Decimal: Drawing.amount,
    time: Drawing.clock,
    date: Drawing.day,
}


def catalog(seed: int) -> Catalog | None:
    draw = random.Random(seed)
    return Drawing(draw, draw.choice([0.1, 0.5, 0.9])).catalog()
