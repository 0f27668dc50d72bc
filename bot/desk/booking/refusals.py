"""Why a booking cannot be exactly as asked. Each is built with what can be done, and says that first."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.problems import DeskError
from bot.say import Choice, Value

SOLD_OUT = ("refuse.sold_out_wait", "refuse.sold_out_one", "refuse.sold_out")


class UnusualParty(DeskError):
    """More people than a chat should book for: a person arranges it."""

    key = "refuse.unusual_party"


class Gone(DeskError):
    """The hotel no longer offers this."""

    key = "refuse.gone"


class StoppedSale(DeskError):
    """The hotel has paused the sale."""

    key = "refuse.stopped"


class TooYoung(DeskError):
    """Someone is under the age: another way for the child. VOICE: key moment 10 when both can be booked."""

    key = "refuse.too_young"

    def __init__(self, min_age: int, *, ways: Sequence[Choice], **params: Value) -> None:
        super().__init__(ways=ways, min_age=min_age, **params)
        self.min_age = min_age


class TooYoungWithOther(TooYoung):
    key = "refuse.too_young_other"


class TooYoungWithBoth(TooYoung):
    key = "refuse.too_young_both"


class TooOld(DeskError):
    """It is made for children: they can come by themselves, or the grown-ups find another idea."""

    key = "refuse.too_old"


class TooOldForAll(TooOld):
    key = "refuse.too_old_all"


class NeedsAdult(DeskError):
    """A child of this age comes with a grown-up."""

    key = "refuse.needs_adult"


class TooFew(DeskError):
    key = "refuse.too_few"


class TooMany(DeskError):
    key = "refuse.too_many"


class PartStays(DeskError):
    """A part that the package is not sold without: it goes with the whole, or a person looks at it."""

    key = "refuse.part_stays"


class PartUnfit(DeskError):
    """A part of a package is not for these people: which, why, and what goes instead."""

    key = "refuse.part_unfit"


class PartFull(DeskError):
    """A part of a package has no room on these days: which, and what goes instead."""

    key = "refuse.part_full"


class BeyondPackage(DeskError):
    """More people than the price of a package is for: a person works out theirs."""

    key = "refuse.beyond_package"


class TooLate(DeskError):
    """The start is nearer than the notice the offer needs."""

    key = "refuse.too_late"


class NotThatDay(DeskError):
    """There is no such start on that day."""

    key = "refuse.not_that_day"


class SoldOut(DeskError):
    """No room for the whole party: up to two other starts that have it, and the waiting list. With `when` it
    is of days or of a length of time, not of an hour."""

    key = "refuse.sold_out"

    def __init__(self, alternatives: int, *, ways: Sequence[Choice], **params: Value) -> None:
        keys = ("refuse.full_wait", "refuse.full_one", "refuse.full") if "when" in params else SOLD_OUT
        self.key = keys[alternatives]
        super().__init__(ways=ways, **params)


class WeatherClosed(DeskError):
    """The weather has closed the hours: other starts, or what is under a roof."""

    def __init__(self, alternatives: int, *, ways: Sequence[Choice], **params: Value) -> None:
        self.key = "refuse.weather_closed" if alternatives else "refuse.weather_closed_ideas"
        super().__init__(ways=ways, **params)


class PausedSale(DeskError):
    """A manager has paused the sale for these hours: other starts, or something else."""

    def __init__(self, alternatives: int, *, ways: Sequence[Choice], **params: Value) -> None:
        self.key = "refuse.paused" if alternatives else "refuse.paused_ideas"
        super().__init__(ways=ways, **params)


class NoneLeft(DeskError):
    """Nothing is left of what is open, or of what is arranged that day."""

    key = "refuse.none_left"


class TooManyHolds(DeskError):
    """The guest already holds as many places as one may at a time."""

    key = "refuse.too_many_holds"


class HeldLongEnough(DeskError):
    """The places have been held for as long as the hotel allows: now they are booked or let go."""

    key = "refuse.held_long_enough"


class HoldExpired(DeskError):
    """The places are no longer held under the price that was shown."""

    key = "refuse.hold_expired"


class AlreadyStarted(DeskError):
    """What has begun is not cancelled by a tap; a person looks at it."""

    key = "refuse.already_started"


class CannotMove(DeskError):
    """The booking that would be given up is used, over, or no longer free to cancel: it stays as it is."""

    key = "refuse.cannot_move"


class TimeOver(DeskError):
    """For staff: {start} has passed."""

    key = "refuse.time_over"


class RequestFull(DeskError):
    """For staff: what it takes is taken then; `refs` are the bookings that have it."""

    key = "refuse.request_full"


class RequestClosed(DeskError):
    """For staff: the request was decided or withdrawn before."""

    key = "refuse.request_closed"
