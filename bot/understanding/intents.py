"""The ids of the phrasebook by what the desk does with them; README.md lists them all."""

LANGUAGES = ("en", "ru", "az", "kk", "hu", "tr", "de")

COMPLAINTS = frozenset(
    (
        *(
            "ac_broken",
            "no_hot_water",
            "leak",
            "tv_broken",
            "lock_broken",
            "wifi_broken",
            "noise",
            "dirty_room",
        ),
        *("insects", "smell", "rude_staff", "slow_service", "overcharged", "wrong_room", "bad_food"),
        "complaint_general",
    )
)
RISK_OF = {
    "medical_emergency": "medical",
    "fire": "fire",
    "lost_child": "lost_child",
    "harassment": "harassment",
    "theft": "theft",
    "self_harm": "self_harm",
}
SENSITIVE = frozenset(RISK_OF)
SMALL_TALK = frozenset({"greeting", "thanks", "goodbye", "praise", "who_are_you", "language"})
HUMAN = "human"
OUT_OF_SCOPE = "out_of_scope"
