"""The list of standard texts, for the redacteur: what residents will read is measured on saving."""

from typing import Any

from sqlalchemy import select
from wtforms import SelectField, ValidationError, validators
from wtforms.fields.choices import SelectChoice

from models.desk.acts import ACTS as DESK_ACTS
from models.people.rights import Act
from models.plan.help import Category
from models.plan.standard_texts import ACTS, VARIABLES, StandardText, unknown_variables
from panel import edge
from panel.reference import SMALL, Slugged, WholeCity, named, or_none
from texts import plain
from texts.render import text

LIMIT = 1000


class IsPlain:
    """Refuses what is hard to read, and says which words or sentences it is about."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, form: Any, field: Any) -> None:
        written = str(field.data or "")
        said = [text(f"standard.{key}", "nl", what=what) for key, what in self.wrong(written)]
        if said:
            raise ValidationError(" ".join(said))

    def wrong(self, written: str) -> list[tuple[str, str]]:
        """What is wrong, as the last part of a key and what it is about."""
        found: list[tuple[str, str]] = []
        if unknown := unknown_variables(written):
            known = ", ".join(f"{{{name}}}" for name in VARIABLES)
            found.append(("unknown", f"{', '.join(unknown)} ({known})"))
        found += [("too_long", one) for one in plain.too_long(written, self.language)]
        hard = plain.hard_words(written, self.language)
        found += [("hard", f"{word} ({easy})") for word, easy in hard.items()]
        if self.language == "nl":
            found += [("passive", one) for one in plain.passive(written)]
        return found


def _acts() -> SelectField:
    choices = [
        SelectChoice(value=slug, label=text(f"act.{DESK_ACTS[slug].deed}", "nl")) for slug in ACTS
    ]
    return SelectField(text("admin.field.act", "nl"), choices=choices)


def _categories() -> SelectField:
    def all_or_one() -> list[SelectChoice]:
        rows = edge.session().execute(
            select(Category.id, Category.name).order_by(Category.position)
        )
        every = SelectChoice(value="", label=text("standard.every_category", "nl"))
        return [every, *(SelectChoice(value=id_, label=name) for id_, name in rows)]

    label = text("admin.field.category_id", "nl")
    return SelectField(label, [validators.Optional()], coerce=or_none, choices=all_or_one)


class StandardTexts(WholeCity, Slugged):
    model_class, endpoint_name, act = StandardText, "standaardteksten", Act.TEXTS
    column_list = ("name", "act", "category_id")
    form_columns = ("name", "act", "category_id", "text", "text_en", "position")
    column_default_sort = [("act", False), ("position", False)]
    explained = ("text", "text_en", "position")
    fields = {"act": _acts(), "category_id": _categories()}
    form_args = {
        "text": {"validators": [validators.Length(max=LIMIT), IsPlain("nl")]},
        "text_en": {
            "validators": [validators.Optional(), validators.Length(max=LIMIT), IsPlain("en")]
        },
        "position": {"validators": [SMALL]},
    }
    column_formatters = {
        "act": lambda view, context, row, name: text(f"act.{DESK_ACTS[row.act].deed}", "nl"),
        "category_id": named(Category),
    }
