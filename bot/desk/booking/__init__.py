"""How a place is held.

    sale.find         is it on sale right now?               Gone · StoppedSale
    rules.check       may this party take it, then?          TooYoung · TooMany · TooLate …
    price.quote       every line of what it costs
    capacity.take     a guarded counter: places, or none     SoldOut
    book.write        the booking, as it was shown and sold

`holding.hold` is these five steps in one transaction; `confirm` and `release` finish it. Whatever ends a
booking goes through `waiting.give_back`, which offers its places to the waiting list in the same breath.
Every change of a booking's status is one conditional UPDATE in `moves.py`: of two that race, one happens.

A hold is over when the clock says so, not when a chore has run: from then on its places are there for
whoever asks. A refusal is a `DeskError` with a way on, and leaves nothing behind that was not due anyway.
"""
