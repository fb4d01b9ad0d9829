"""Methods by which the bot says what it is."""

import re

from aiogram.methods import (
    DeleteMyCommands,
    GetMe,
    GetMyCommands,
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
)

from tests.fake_telegram.errors import bad_request
from tests.fake_telegram.fake import Answer, Fake
from tests.fake_telegram.files import Uploads
from tests.fake_telegram.methods.registry import carries_out
from tests.fake_telegram.utf16 import length
from tests.fake_telegram.wire import as_json, wire

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"[a-z]{2}")
MOST_COMMANDS = 100
LONGEST = {"name": 64, "description": 512, "short_description": 120}
LONGEST_COMMAND_DESCRIPTION = 256


@carries_out(GetMe)
def get_me(fake: Fake, call: GetMe, uploads: Uploads) -> Answer:
    return wire(fake.me)


@carries_out(SetMyCommands)
def set_my_commands(fake: Fake, call: SetMyCommands, uploads: Uploads) -> Answer:
    if len(call.commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in call.commands:
        if not COMMAND.fullmatch(command.command):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= length(command.description) <= LONGEST_COMMAND_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    commands = [wire(command) for command in call.commands]
    fake.profile.commands[_place(call)] = commands
    return True


@carries_out(GetMyCommands)
def get_my_commands(fake: Fake, call: GetMyCommands, uploads: Uploads) -> Answer:
    return fake.profile.commands.get(_place(call), [])


@carries_out(DeleteMyCommands)
def delete_my_commands(fake: Fake, call: DeleteMyCommands, uploads: Uploads) -> Answer:
    fake.profile.commands.pop(_place(call), None)
    return True


@carries_out(SetMyName)
def set_my_name(fake: Fake, call: SetMyName, uploads: Uploads) -> Answer:
    return _said(fake, "name", call.name, call.language_code)


@carries_out(SetMyDescription)
def set_my_description(fake: Fake, call: SetMyDescription, uploads: Uploads) -> Answer:
    return _said(fake, "description", call.description, call.language_code)


@carries_out(SetMyShortDescription)
def set_my_short_description(fake: Fake, call: SetMyShortDescription, uploads: Uploads) -> Answer:
    return _said(fake, "short_description", call.short_description, call.language_code)


@carries_out(SetChatMenuButton)
def set_chat_menu_button(fake: Fake, call: SetChatMenuButton, uploads: Uploads) -> Answer:
    if call.chat_id is not None:
        fake.world.readable(call.chat_id)
    button = wire(call.menu_button) if call.menu_button else {"type": "default"}
    fake.profile.menu_buttons[call.chat_id or 0] = button
    return True


def _place(call: SetMyCommands | GetMyCommands | DeleteMyCommands) -> tuple[str, str]:
    """Scope and language: each pair has commands of its own."""
    scope = as_json(wire(call.scope)).decode() if call.scope else '{"type":"default"}'
    return scope, _language(call.language_code)


def _said(fake: Fake, what: str, text: str | None, language: str | None) -> bool:
    if length(text or "") > LONGEST[what]:
        raise bad_request(f"the {what} is longer than {LONGEST[what]} characters")
    fake.profile.texts[what, _language(language)] = text or ""
    return True


def _language(code: str | None) -> str:
    if code and not LANGUAGE.fullmatch(code):
        raise bad_request("LANGUAGE_CODE_INVALID")
    return code or ""
