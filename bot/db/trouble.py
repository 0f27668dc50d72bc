"""What storage failures are called, whichever database it is."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

SIGNS = ("disk is full", "readonly", "read-only", "disk I/O", "unable to open", "malformed", "locked")


class StorageTrouble(Exception):
    """The disk is full, read-only or broken: nothing was kept, nothing may be confirmed."""


def trouble(error: BaseException) -> BaseException:
    """Storage failures get one name; a use case's own exception stays what it is."""
    if isinstance(error, DBAPIError) and any(sign in str(error.orig) for sign in SIGNS):
        return StorageTrouble(str(error.orig))
    return error
