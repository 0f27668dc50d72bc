"""What it costs. The same catalog, order, day and buyer give the same quote, line by line.

    base.lines        who or what pays, how often, by the price row of each day or hour    base · people
    base.lines        from so many on, each costs something else                           tier
    rules.lines       large family → group → agency → early → last minute → loyalty        by their kinds
    rules.lines       one voucher                                                          voucher
    tax.included      the tax that is in the total                                         tax
    offer.deposit     money that comes back, not part of the total

Of the rules that do not stack, the one that takes off most counts; the stackable ones follow in the order
above, each on what is left; then the voucher. Nothing goes below zero. Each line is rounded once, half a
unit in the guest's favour, and the total is the sum of the lines: no line is ever rounded again.
"""
