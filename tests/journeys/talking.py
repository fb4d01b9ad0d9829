"""A talk by Telegram with the real bot: say or tap something, and wait for what comes back."""

from collections.abc import Callable

from tests.fake_telegram.person import Person
from tests.fake_telegram.seen import Seen

PATIENCE = 20.0


class Talk:
    """Somebody's private chat with the bot."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @property
    def last(self) -> int:
        """The id of the newest message in the chat."""
        return max((one.message_id for one in self.person.sees()), default=0)

    def hears(self, words: str, after: int) -> Seen:
        return self.person.waits_for(words, PATIENCE, after=after)

    def says(self, words: str, then: str) -> Seen:
        return self.after(lambda: self.person.says(words), then)

    def taps(self, label: str, then: str) -> Seen:
        """The newest button with this label."""
        return self.after(lambda: self.person.taps(label), then)

    def after(self, act: Callable[[], object], then: str) -> Seen:
        """Do something; the first new message of the bot with these words."""
        before = self.last
        act()
        return self.hears(then, before)

    def goes(self, *steps: tuple[str, str]) -> Seen:
        """Several steps: what is said, or a label between brackets, and what is then heard."""
        for words, then in steps:
            one = self.taps(words[1:-1], then) if words.startswith("[") else self.says(words, then)
        return one

    def starts_an_idea(self, title: str) -> Seen:
        """From the first word to the place of the idea, in Diezerpoort."""
        return self.goes(
            ("/start", "In welke wijk woont u?"),
            ("8022", "Woont u in Diezerpoort?"),
            ("[Ja]", "Dit is nu belangrijk in Diezerpoort:"),
            ("[Wat kan in mijn buurt?]", "In uw buurt kan meer dan u denkt."),
            ("[Ik heb een idee]", "Stap 1 van 5. Wat is uw idee?"),
            (title, "Waar past uw idee het beste bij?"),
            ("[Ontmoeten]", "Stap 2 van 5."),
            ("[Overslaan]", "Stap 3 van 5."),
        )
