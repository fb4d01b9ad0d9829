"""Whatever the conversation may wish, somebody carries out."""

import importlib
import pkgutil

from bot.carrying.registry import CARRIERS
from bot.dialogue import wishes
from bot.dialogue.wishes.me import ChooseLanguage, ChooseWijk, HearOwnNews, SayAge
from bot.dialogue.wishes.wish import Wish

# Said of oneself: these change what is known, and are written with everybody else's.
AT_ONCE = {ChooseLanguage, ChooseWijk, HearOwnNews, SayAge}


def test_each_wish_has_somebody_who_carries_it_out() -> None:
    for module in pkgutil.iter_modules(wishes.__path__, "bot.dialogue.wishes."):
        importlib.import_module(module.name)
    assert set(Wish.__subclasses__()) - AT_ONCE == set(CARRIERS)
