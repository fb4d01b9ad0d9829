"""Which function carries out which method."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from aiogram.methods import TelegramMethod

from tests.fake_telegram.fake import Answer, Fake, Handler
from tests.fake_telegram.files import Uploads

Called = TypeVar("Called", bound=TelegramMethod[Any])
Function = Callable[[Fake, Called, Uploads], Answer | Awaitable[Answer]]
HANDLERS: dict[str, Handler] = {}


def carries_out(model: type[Called]) -> Callable[[Function[Called]], Function[Called]]:
    """Register a function for one of aiogram's methods."""

    def register(function: Function[Called]) -> Function[Called]:
        HANDLERS[model.__api_method__.lower()] = function
        return function

    return register
