"""Cases: what a guest needs a person for. Opened at once, timed, passed on when late, closed by the guest."""
