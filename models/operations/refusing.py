"""What an operator hears when something cannot be done."""

from texts.render import text


class OperationError(Exception):
    """Nothing was done, for a reason that a person can mend. The text is one plain line."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(text(key, "nl", **params))
