"""A tiny valid catalog for the desk's tests: three offers, three entries, English and Azerbaijani."""

from __future__ import annotations

from typing import Any

from bot.desk.catalog.model import Catalog

DAILY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def both(en: str, az: str) -> dict[str, str]:
    return {"en": en, "az": az}


def department(name: dict[str, str], role: dict[str, str]) -> dict[str, Any]:
    return {"name": name, "role": role}


def hotel_facts() -> dict[str, Any]:
    """A family hotel by a lake, as a person would write it in hotel.yaml."""
    return {
        "name": both("Lakeside Pines", "Lakeside Pines"),
        "city": both("Gabala", "Qəbələ"),
        "address": both("4 Lake Road, Gabala", "Göl yolu 4, Qəbələ"),
        "zone": "Asia/Baku",
        "currency": "AZN",
        "languages": ["en", "az"],
        "default_language": "az",
        "reception_phone": "+994 24 555 01 01",
        "emergency_number": "112",
        "assembly_point": both("the car park by the main gate", "əsas darvazanın yanındakı dayanacaq"),
        "check_in": "14:00",
        "check_out": "12:00",
        "rooms": ["201-218", "305"],
        "departments": {
            "reception": department(both("Reception", "Qəbul"), both("reception", "qəbul")),
            "duty": department(
                both("Duty manager", "Növbətçi menecer"), both("the duty manager", "növbətçi")
            ),
            "activities": department(both("Activities", "Fəaliyyətlər"), both("activities", "bələdçi")),
        },
        "clocks": {
            "S1": {"acknowledge": "5", "resolve": "30"},
            "S2": {"acknowledge": "10", "resolve": "60"},
            "S3": {"acknowledge": "15", "resolve": "240"},
            "S4": {"acknowledge": "60", "resolve": "1440"},
        },
        "discounts": {
            "large_family": {
                "title": both("Large family", "Çoxuşaqlı ailə"),
                "min_children": "3",
                "max_child_age": "17",
                "percent": "15",
            }
        },
    }


def canoe() -> dict[str, Any]:
    """A slot priced by person: adults 40, children 20, under 4 free; eight places, 10:00 and 15:00 daily."""
    return {
        "code": "canoe",
        "group": "active",
        "mode": "slot",
        "department": "activities",
        "order": "10",
        "photo": "canoe.png",
        "title": both("Canoe trip", "Kanoe gəzintisi"),
        "benefit": both("a quiet morning on the water", "suda sakit bir səhər"),
        "about": both("A guided trip along the shore.", "Bələdçi ilə sahil boyu gəzinti."),
        "place": both("the jetty", "körpü"),
        "bring": both("a towel and a hat", "dəsmal və papaq"),
        "options": [
            {
                "duration": "90",
                "units": [
                    {"type": "ADULT", "price": "40", "min_age": "18"},
                    {"type": "CHILD", "price": "20", "min_age": "4", "max_age": "17"},
                    {"type": "INFANT", "price": "0", "max_age": "3"},
                ],
                "capacity": "8",
                "schedule": [{"days": [*DAILY], "times": ["10:00", "15:00"]}],
            }
        ],
        "rules": {"with_adult_under": "14", "weather": "true", "notice_minutes": "30"},
        "cancel": {"free_hours": "24", "fee_percent": "50"},
        "phrases": {"en": ["can we paddle"], "az": ["qayıq sürmək olar"]},
    }


def sauna() -> dict[str, Any]:
    """A slot priced by booking: 120 for the whole bathhouse, one booking a start, 18:00 and 20:00 daily."""
    return {
        "code": "sauna",
        "group": "family",
        "mode": "slot",
        "department": "activities",
        "order": "20",
        "title": both("Private sauna", "Şəxsi sauna"),
        "benefit": both("two warm hours for your family", "ailəniz üçün iki isti saat"),
        "about": both("The bathhouse on the shore is yours alone.", "Sahildəki hamam yalnız sizindir."),
        "place": both("the bathhouse", "hamam"),
        "options": [
            {
                "duration": "120",
                "pricing": "booking",
                "units": [{"type": "OTHER", "price": "120", "title": both("the whole house", "bütün ev")}],
                "capacity": "1",
                "schedule": [{"days": [*DAILY], "times": ["18:00", "20:00"]}],
            }
        ],
        "rules": {"min_age": "6", "max_people": "8"},
        "alternative": "canoe",
    }


def photographer() -> dict[str, Any]:
    """On request, priced by booking: staff accept or propose another time."""
    return {
        "code": "photographer",
        "group": "family",
        "mode": "request",
        "department": "reception",
        "order": "30",
        "title": both("Family photos", "Ailə fotoları"),
        "benefit": both("a picture of all of you", "hamınızın bir şəkli"),
        "about": both("An hour with our photographer.", "Fotoqrafımızla bir saat."),
        "place": both("the lobby", "foye"),
        "options": [
            {
                "duration": "60",
                "pricing": "booking",
                "units": [{"type": "OTHER", "price": "90", "title": both("one hour", "bir saat")}],
            }
        ],
    }


def entries() -> list[dict[str, Any]]:
    return [
        entry("breakfast", both("Breakfast", "Səhər yeməyi"), both("From 07:30 to 10:30.", "07:30-10:30.")),
        entry(
            "wifi", both("Wi-Fi", "Wi-Fi"), both("The password is on your key card.", "Parol açar kartında.")
        ),
        entry(
            "canoe_hire", both("Canoes", "Kanoelər"), both("Daily at 10:00.", "Hər gün 10:00."), offer="canoe"
        ),
    ]


def entry(code: str, title: dict[str, str], answer: dict[str, str], **more: str) -> dict[str, Any]:
    facts = {"id": code, "topic": "stay", "title": title, "answer": answer, "confirmed": "2026-11-01"}
    return {**facts, "phrases": {"en": [f"{code} please"], "az": [f"{code} zəhmət olmasa"]}, **more}


def tiny_facts() -> dict[str, Any]:
    """The whole catalog as plain data, to be changed by a test before `Catalog.model_validate`."""
    return {
        "hotel": hotel_facts(),
        "offers": {one["code"]: one for one in (canoe(), sauna(), photographer())},
        "knowledge": {one["id"]: one for one in entries()},
    }


def tiny_catalog() -> Catalog:
    return Catalog.model_validate(tiny_facts())
