"""Placing, and at once linking where that was chosen: the author hears both in one message."""

from dataclasses import replace

from models.desk.asked import Asked
from models.initiatives import linking, moderation, news
from models.initiatives.moderation import Decision
from models.messages.outgoing import MessageJson
from models.plan.din import Weight


def placed(of: Asked) -> MessageJson:
    """What its author is told. Raises `NotThere` and `AlreadyLinked`."""
    if not of.value("subject"):
        return news.placed(of.about, of.told())
    subject = of.subject()
    linking.must_be_new(of.session, of.contribution, subject)
    return news.placed(of.about, of.told(), news.serves(of.about, subject.opgave, subject.entry))


def place(of: Asked, by: Decision) -> bool:
    """Place it, then link it without a word of its own. Raises as both acts do."""
    heard = moderation.place(of.session, of.contribution, by)
    if of.value("subject"):
        silent = replace(by, version=of.contribution.version, message=None)
        weight = Weight(int(of.value("weight")))
        linking.link(of.session, of.contribution, silent, of.subject(), weight, "")
    return heard
