"""A person to turn to: the contact of one's stadsdeel, or the gemeente's own number."""

from bot.dialogue.areas import contact_of
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Say, Words, say


def card(facts: Facts) -> tuple[Say | Words, ...]:
    contact = contact_of(facts.plan, facts.wijk)
    call = () if facts.sixteen_or_older is False else (say("contact.call"),)
    if contact is None:
        return (say("contact.gemeente", phone=facts.plan.phone), *call)
    says = say("contact.wijk", name=contact.name, phone=contact.phone, hours=contact.hours)
    mail = (say("contact.mail", email=contact.email),) if contact.email else ()
    return (says, *mail, *call)
