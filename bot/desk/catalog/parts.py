"""What the catalog's models are made of."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
Texts = dict[Language, Line]
Auto = dict[Language, list[Line]]  # texts that a machine wrote, until they are approved: {kk: ["about"]}
Amount = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=3)]  # a Kuwaiti dinar has 1,000 fils
Age = Annotated[int, Field(ge=0, le=120)]
Severity = Literal["S1", "S2", "S3", "S4"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
STRICT = ConfigDict(extra="forbid", frozen=True)
