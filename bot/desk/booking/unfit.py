"""Why an offer is not for these people, once they have said what it asks. It opens with what fits instead."""

from __future__ import annotations

from bot.desk.problems import DeskError


class TooShort(DeskError):
    """Someone is below the height."""

    key = "refuse.too_short"


class TooTall(DeskError):
    key = "refuse.too_tall"


class TooLight(DeskError):
    key = "refuse.too_light"


class TooHeavy(DeskError):
    """Said gently: what carries more, or what is without a limit."""

    key = "refuse.too_heavy"


class NeedsLicence(DeskError):
    """Nobody of them has a driving licence."""

    key = "refuse.needs_licence"


class NeedsSwimmer(DeskError):
    """Nobody of them swims."""

    key = "refuse.needs_swimmer"


class NeedsConsent(DeskError):
    """No parent has agreed: the place waits for the yes."""

    key = "refuse.needs_consent"


class NotInLanguage(DeskError):
    """It is led in languages that the guest does not follow."""

    key = "refuse.not_in_language"


class OnlyInHouse(DeskError):
    """Only for guests whose stay is confirmed."""

    key = "refuse.only_in_house"


class AfterDeparture(DeskError):
    """The stay is over by then."""

    key = "refuse.after_departure"


class MostPerStay(DeskError):
    """The stay has as many as one may have."""

    key = "refuse.most_per_stay"
