"""Which talks there are. A new conversation is a file in `talks/` and a line here."""

from collections.abc import Mapping

from bot.dialogue.step import Begin, Talk
from bot.dialogue.talks import (
    answering,
    calling,
    change,
    checkin,
    erase,
    finding,
    follow_up,
    following,
    help,
    helping,
    initiative,
    joining,
    keeping,
    language,
    look,
    matters,
    meetings,
    menu,
    mine,
    moments,
    mydata,
    opgaven,
    place_plan,
    possible,
    propose,
    reacting,
    recognising,
    reporting,
    settings,
    understanding,
    welcome,
    wijk,
)

_ALL = (
    welcome.TALK,
    menu.TALK,
    wijk.TALK,
    opgaven.TALK,
    finding.TALK,
    possible.TALK,
    initiative.TALK,
    helping.TALK,
    following.TALK,
    follow_up.TALK,
    propose.TALK,
    mine.TALK,
    answering.TALK,
    change.TALK,
    look.TALK,
    place_plan.TALK,
    checkin.TALK,
    joining.TALK,
    reacting.TALK,
    keeping.TALK,
    matters.TALK,
    meetings.TALK,
    moments.TALK,
    recognising.TALK,
    settings.TALK,
    language.TALK,
    help.TALK,
    mydata.TALK,
    understanding.TALK,
    reporting.TALK,
    calling.TALK,
    erase.TALK,
)

TALKS: Mapping[str, Talk] = {talk.name: talk for talk in _ALL}
COMMANDS: Mapping[str, Begin] = {
    name: begin for talk in _ALL for name, begin in talk.commands.items()
}
