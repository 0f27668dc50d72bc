"""What the hotel proposes to a guest who looks for an idea, and why it fits them.

    wanted.Wanted          who comes, on which days, what they like
    background.of          what the stay has booked and turned down, and what is not on sale
    fitting.candidates     what the rules let this party have, the best fit first, the groups mixed
    search.offers_for      the first of them that are free, each with its reasons

The rules, the counters and the price are those of `booking`: nothing is proposed that a press would refuse.
What a proposal earns is no part of the order.
"""
