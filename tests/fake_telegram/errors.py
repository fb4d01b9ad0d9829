"""Refusals, in the shape that Telegram gives them."""


class ApiError(Exception):
    """A call that Telegram refuses: an HTTP status, a description and perhaps parameters."""

    def __init__(
        self,
        code: int,
        description: str,
        *,
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to_chat_id = migrate_to_chat_id

    def body(self) -> dict[str, object]:
        """The JSON answer; `parameters` only where Telegram gives them."""
        body: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        parameters = {
            name: value
            for name in ("retry_after", "migrate_to_chat_id")
            if (value := getattr(self, name)) is not None
        }
        if parameters:
            body["parameters"] = parameters
        return body


class ControlError(Exception):
    """A test asked the control door for something that cannot be done; its text says what."""


def bad_request(why: str) -> ApiError:
    return ApiError(400, f"Bad Request: {why}")


def forbidden(why: str) -> ApiError:
    return ApiError(403, f"Forbidden: {why}")


def not_found(why: str = "") -> ApiError:
    return ApiError(404, f"Not Found: {why}" if why else "Not Found")


def conflict(why: str) -> ApiError:
    return ApiError(409, f"Conflict: {why}")


def too_many(seconds: int) -> ApiError:
    description = f"Too Many Requests: retry after {seconds}"
    return ApiError(429, description, retry_after=seconds)
