"""The error that a service raises when a rule of the business forbids something."""

from __future__ import annotations


class BusinessError(Exception):
    """A rule of the business forbids this; the message is shown to the user.

    :param message: what is wrong and what to do about it, in one translated sentence.
    :param field: the form field to show it at, if there is one.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)
