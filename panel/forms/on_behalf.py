"""The forms for what a resident told a colleague: an idea, or an answer to our question."""

from collections.abc import Sequence

from wtforms import BooleanField, Form, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from models.initiatives.contributions import PlaceKind
from models.initiatives.on_behalf import Contact
from models.initiatives.submitting import Idea
from models.people.residents import Channel
from panel.forms.fields import LANGUAGE, line, paragraph, required
from texts.render import text

Options = Sequence[tuple[str, str]]
HOW = (Channel.LETTER, Channel.PHONE)
TITLE = 300


def _t(key: str) -> str:
    return text(f"on_behalf.{key}", LANGUAGE)


def _chosen(label: str, options: Options) -> SelectField:
    """Nothing is chosen beforehand."""
    every = [("", _t("choose")), *options]
    return SelectField(_t(label), [required()], choices=[SelectChoice(*one) for one in every])


class IdeaForm(Form):
    """An idea that somebody told. The public name is theirs to give, and may stay empty."""

    title = line("on_behalf.title", limit=TITLE)
    body = paragraph("on_behalf.body", required=False)
    category = SelectField(_t("category"), [required()])
    wijk = SelectField(_t("wijk"), [required()])
    place = line("on_behalf.place", required=False, limit=200)
    name = line("on_behalf.name", required=False, limit=40)
    how = _chosen("how", [(one.value, _t(f"how_{one.value}")) for one in HOW])
    contact = paragraph("on_behalf.contact", hint="on_behalf.contact_hint", limit=300)
    language = SelectField(
        text("on_behalf.language", LANGUAGE),
        choices=[SelectChoice(one, text(f"language.{one}", LANGUAGE)) for one in ("nl", "en")],
    )
    agreed = BooleanField(_t("agreed"), [InputRequired(_t("agreed_needed"))])

    def offer(self, categories: Options, wijken: Options) -> None:
        self.category.choices = [SelectChoice(value, label) for value, label in categories]
        self.wijk.choices = [SelectChoice(value, label) for value, label in wijken]

    def idea(self) -> Idea:
        """The idea as it was filled in, of a form that is valid."""
        place = str(self.place.data or "")
        return Idea(
            title=str(self.title.data),
            body=str(self.body.data or ""),
            category=str(self.category.data),
            wijk=str(self.wijk.data),
            place_kind=PlaceKind.STREET if place else PlaceKind.WIJK,
            place_text=place,
            name=str(self.name.data or ""),
        )

    def reached_by(self) -> Contact:
        """How its author is told, of a form that is valid."""
        return Contact(Channel(str(self.how.data)), str(self.contact.data), str(self.language.data))


class AnswerForm(Form):
    words = paragraph("on_behalf.words")


class AgreeForm(Form):
    agree = _chosen("agree", [("ja", _t("agree_yes")), ("nee", _t("agree_no"))])
