"""How a place is held.

    sale.find         is it on sale right now?               Gone · StoppedSale
    rules.check       may this party take it, then?          TooYoung · TooMany · TooLate …
    price.quote       every line of what it costs
    vector.of         what it takes, of what, in which steps of time
    capacity.take     guarded counters: all of it, or none   SoldOut · NoneLeft
    book.write        the booking, as it was shown and sold

`holding.hold` is these six steps in one transaction; `confirm` and `release` finish it. Whatever ends a
booking goes through `waiting.end`: its places, its stock, the use of its voucher and the money that its terms
do not keep go back, and whoever waits is offered what came free, all in the same breath.
What is moved lends its own places to the new time (`lending.py`).
Before that the guest's screens ask what the offer has to know (`told.py`; once for a stay: `family.py`), and
`told.unmet` and `standing.check` refuse what does not fit. A start with a smallest group is settled by
`departures.py`. What the weather takes is closed in `closing.py` and worked off by `weather.py`, every
booking once.
Every change of a booking's status is one conditional UPDATE in `moves.py`: of two that race, one happens.
`book.enter` adds what the booking is then to `booking_events`, in which nothing can be changed or deleted.

A hold is over when the clock says so, not when a chore has run: from then on its places are there for
whoever asks. A refusal is a `DeskError` with a way on, and leaves nothing behind that was not due anyway.
"""
