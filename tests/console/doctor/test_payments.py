"""Whether guests can pay in the chat, as the doctor sees it."""

from __future__ import annotations

import pytest

from bot.config import Config
from bot.desk.catalog.model import Catalog
from bot.doctor.known import Known
from bot.doctor.payments import examine_payments
from tests.desk.tiny import tiny_facts

TEST, LIVE = "284685063:TEST:NjQ5ODk4MmE4ZTBh", "284685063:LIVE:NjQ5ODk4MmE4ZTBh"


@pytest.mark.parametrize(
    ("token", "currency", "code"),
    [
        (TEST, "AZN", "payments.test"),
        (LIVE, "AZN", "payments"),
        (LIVE, "KWD", "payments.currency"),
        ("", "KWD", None),
    ],
)
def test_the_doctor_looks_at_payments(token: str, currency: str, code: str | None) -> None:
    facts = tiny_facts()
    facts["hotel"]["currency"] = currency
    known = Known(catalog=Catalog.model_validate(facts))
    assert [one.code for one in examine_payments(Config.read({"QONAQ_PAYMENTS_TOKEN": token}), known)] == (
        [code] if code else []
    )
