"""What Telegram refuses in the keyboards under a message."""

from urllib.parse import urlsplit

from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from tests.fake_telegram.errors import bad_request
from tests.fake_telegram.utf16 import length

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply
MOST_INLINE_BUTTONS = 100
MOST_REPLY_BUTTONS = 300
MOST_IN_A_ROW = {"inline": 8, "reply": 12}
LONGEST_DATA = 64
LONGEST_PLACEHOLDER = 64
LINK_SCHEMES = ("http", "https", "tg")
INLINE_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
REPLY_ACTIONS = (
    "request_users",
    "request_chat",
    "request_contact",
    "request_location",
    "request_poll",
    "request_managed_bot",
    "web_app",
)


def refuse_markup(markup: Markup | None) -> None:
    """Raises ApiError for a keyboard that Telegram would not show."""
    if isinstance(markup, InlineKeyboardMarkup):
        _refuse_rows(markup.inline_keyboard, MOST_INLINE_BUTTONS, MOST_IN_A_ROW["inline"])
        for row in markup.inline_keyboard:
            for button in row:
                _refuse_inline_button(button)
    elif isinstance(markup, ReplyKeyboardMarkup):
        _refuse_rows(markup.keyboard, MOST_REPLY_BUTTONS, MOST_IN_A_ROW["reply"])
        for keys in markup.keyboard:
            for key in keys:
                _refuse_reply_button(key)
    if isinstance(markup, (ReplyKeyboardMarkup, ForceReply)):
        _refuse_placeholder(markup.input_field_placeholder)


def _refuse_rows(
    rows: list[list[InlineKeyboardButton]] | list[list[KeyboardButton]], most: int, widest: int
) -> None:
    """An empty keyboard is none, and taken; an empty row beside others is a mistake."""
    if any(not row for row in rows):
        raise bad_request("a row of the keyboard has no buttons")
    if sum(map(len, rows)) > most or any(len(row) > widest for row in rows):
        raise bad_request("reply markup is too long")


def _refuse_inline_button(button: InlineKeyboardButton) -> None:
    if not button.text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in INLINE_ACTIONS if getattr(button, name) is not None]
    if not actions or button.callback_data == "":
        why = "Text buttons are unallowed in the inline keyboard"
        raise bad_request(f"can't parse inline keyboard button: {why}")
    if len(actions) > 1:
        raise bad_request(f"inline keyboard button does more than one thing: {', '.join(actions)}")
    if button.callback_data is not None and len(button.callback_data.encode()) > LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if button.url is not None:
        _refuse_url(button.url)


def _refuse_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in LINK_SCHEMES or not parts.netloc or " " in url:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid")
    if parts.scheme != "tg" and "." not in parts.netloc:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _refuse_reply_button(button: KeyboardButton) -> None:
    if not button.text.strip():
        raise bad_request("keyboard button text must be non-empty")
    actions = [name for name in REPLY_ACTIONS if getattr(button, name)]
    if len(actions) > 1:
        raise bad_request(f"keyboard button does more than one thing: {', '.join(actions)}")


def _refuse_placeholder(placeholder: str | None) -> None:
    if placeholder is not None and not 1 <= length(placeholder) <= LONGEST_PLACEHOLDER:
        raise bad_request("input field placeholder must have 1 to 64 characters")
