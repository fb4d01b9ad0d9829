"""The methods that the fake carries out; each module registers its own."""

from tests.fake_telegram.methods import about, answering, changing, chats, sending, updates
from tests.fake_telegram.methods.registry import HANDLERS

__all__ = ["HANDLERS", "about", "answering", "changing", "chats", "sending", "updates"]
