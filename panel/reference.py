"""The lists themselves: what helps residents, and the names that the plan is made of."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from flask import g
from sqlalchemy import ColumnElement, func, select
from wtforms import SelectField, validators
from wtforms.fields.choices import SelectChoice

from models.people.rights import ALL, Act, allowed, stadsdelen_of, within
from models.plan import queries
from models.plan.areas import Area
from models.plan.cycles import Cycle, Theme
from models.plan.din import Party
from models.plan.help import Category, Contact, Example, Moment, Scheme
from models.plan.opgaven import TargetGroup
from panel import auth, edge
from panel.lists import ReferenceList
from panel.stadsdelen import stadsdelen
from texts.render import text

# A list in a chat has ten rows at most.
MOST = 10
SMALL = validators.NumberRange(0, 9999)
MONEY = validators.NumberRange(0, 10_000_000)
WEB = validators.Regexp(r"https?://[^\s/]+\S*")
MAIL = validators.Regexp(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")


class WholeCity(ReferenceList):
    """A list that holds for the whole gemeente: a right in one stadsdeel is not enough."""

    def is_accessible(self) -> bool:
        staff = auth.logged_in()
        return staff is not None and allowed(staff, self.act, None)


class OfStadsdelen(ReferenceList):
    """A list whose rows belong to a stadsdeel; one sees and changes those of one's own."""

    def scope(self) -> ColumnElement[bool]:
        return within(self.model.stadsdeel_id, auth.staff(), self.act)


class Slugged(ReferenceList):
    """A list whose rows have a name for addresses and files, made once from their name."""

    def on_model_change(self, form: Any, model: Any, is_created: bool) -> None:
        if is_created:
            model.slug = free_slug(type(model), model.name)
        super().on_model_change(form, model, is_created)


def free_slug(table: Any, name: str) -> str:
    """The name in small letters with hyphens; with a number behind it when that is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:56] or "x"
    with edge.session().no_autoflush:
        taken = set(edge.session().scalars(select(table.slug).where(table.slug.startswith(slug))))
    tries = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (slug, *tries) if each not in taken)


def _options(pairs: Iterable[tuple[object, str]]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in pairs]


def _stadsdeel_field(act: Act = Act.TEXTS) -> SelectField:
    """A choice from one's own stadsdelen; another one is refused as no choice at all."""

    def own() -> list[SelectChoice]:
        where = stadsdelen_of(auth.staff(), act)
        rows = stadsdelen(edge.session())
        return _options((row.id, row.name) for row in rows if where is ALL or row.id in where)

    return SelectField(text("admin.field.stadsdeel_id", "nl"), coerce=int, choices=own)


def _wijk_field() -> SelectField:
    def wijken() -> list[SelectChoice]:
        rows = [(row.id, row.name) for row in queries.wijken(edge.session())]
        return _options([("", text("admin.no_wijk", "nl")), *rows])

    label = text("admin.field.wijk_id", "nl")
    return SelectField(label, [validators.Optional()], coerce=or_none, choices=wijken)


def _cycle_field() -> SelectField:
    def cycles() -> list[SelectChoice]:
        found = select(Cycle.id, Cycle.name).order_by(Cycle.starts_on.desc())
        return _options(edge.session().execute(found))

    return SelectField(text("admin.field.cycle_id", "nl"), coerce=int, choices=cycles)


def or_none(value: object) -> int | None:
    return int(str(value)) if value not in (None, "", "None") else None


def _choices(name: str, prefix: str, *values: str) -> SelectField:
    options = _options((value, text(f"{prefix}.{value}", "nl")) for value in values)
    return SelectField(text(f"admin.field.{name}", "nl"), choices=options)


def _translated(prefix: str) -> Any:
    """Shows a value as its text."""
    return lambda view, context, row, column: text(f"{prefix}.{getattr(row, column)}", "nl")


def named(table: Any) -> Any:
    """Shows the name of what a column points to; the names are read once per page."""

    key = f"names_of_{table.__tablename__}"

    def show(view: ReferenceList, context: Any, row: Any, column: str) -> str:
        names = g.get(key)
        if names is None:
            names = dict(edge.session().execute(select(table.id, table.name)).all())
            setattr(g, key, names)
        return str(names.get(getattr(row, column), ""))

    return show


class Categories(WholeCity, Slugged):
    model_class, endpoint_name, act = Category, "categorieen", Act.REFERENCE_DATA
    column_list = form_columns = ("name", "name_en", "position")
    column_default_sort = "position"
    explained = ("name", "position")
    form_args = {"position": {"validators": [SMALL]}}

    def create_model(self, form: Any) -> Any:
        if (edge.session().scalar(select(func.count()).select_from(Category)) or 0) >= MOST:
            form.name.errors = [text("admin.enough_categories", "nl")]
            return False
        return super().create_model(form)


class Schemes(WholeCity, Slugged):
    model_class, endpoint_name, act = Scheme, "regelingen", Act.TEXTS
    column_list = ("name", "sort", "max_euro", "valid_until", "checked_on")
    column_default_sort = "position"
    form_columns = (
        "name",
        "sort",
        "text",
        "condition",
        "max_euro",
        "url",
        "valid_until",
        "checked_on",
        "source",
        "position",
    )
    explained = ("text", "valid_until", "checked_on", "source", "position")
    fields = {"sort": _choices("sort", "admin.scheme", "geld", "grond", "materiaal", "hulp")}
    form_args = {
        "max_euro": {"validators": [validators.Optional(), MONEY]},
        "url": {"validators": [validators.Optional(), WEB]},
        "position": {"validators": [SMALL]},
    }
    column_formatters = {"sort": _translated("admin.scheme")}


class Contacts(OfStadsdelen):
    model_class, endpoint_name, act = Contact, "contacten", Act.TEXTS
    column_list = ("stadsdeel_id", "name", "phone", "email")
    form_columns = ("stadsdeel_id", "name", "phone", "email", "hours", "source")
    explained = ("name",)
    fields = {"stadsdeel_id": _stadsdeel_field()}
    form_args = {"email": {"validators": [validators.Optional(), MAIL]}}
    column_formatters = {"stadsdeel_id": named(Area)}


class Examples(WholeCity, Slugged):
    model_class, endpoint_name, act = Example, "voorbeelden", Act.TEXTS
    column_list = ("name", "wijk_id", "source")
    form_columns = ("name", "text", "wijk_id", "source")
    column_default_sort = "name"
    explained = ("source",)
    fields = {"wijk_id": _wijk_field()}
    column_formatters = {"wijk_id": named(Area)}


class Moments(WholeCity):
    model_class, endpoint_name, act = Moment, "momenten", Act.TEXTS
    can_create = can_delete = False
    column_list = ("name", "text", "certainty")
    form_columns = ("name", "text", "source")
    column_default_sort = "name"


class Parties(WholeCity, Slugged):
    model_class, endpoint_name, act = Party, "betrokkenen", Act.REFERENCE_DATA
    column_list = form_columns = ("name", "sort")
    column_default_sort = "name"
    explained = ("name",)
    fields = {"sort": _choices("sort", "admin.party", "gemeente", "bewoners", "partner")}
    column_formatters = {"sort": _translated("admin.party")}


class Themes(WholeCity, Slugged):
    model_class, endpoint_name, act = Theme, "themas", Act.REFERENCE_DATA
    column_list = form_columns = ("cycle_id", "name")
    column_default_sort = [("cycle_id", True), ("name", False)]
    fields = {"cycle_id": _cycle_field()}
    column_formatters = {"cycle_id": named(Cycle)}


class TargetGroups(OfStadsdelen, Slugged):
    model_class, endpoint_name, act = TargetGroup, "bewonersgroepen", Act.REFERENCE_DATA
    column_list = form_columns = ("stadsdeel_id", "name")
    column_default_sort = "name"
    explained = ("name",)
    fields = {"stadsdeel_id": _stadsdeel_field(Act.REFERENCE_DATA)}
    column_formatters = {"stadsdeel_id": named(Area)}


def reference_lists() -> list[ReferenceList]:
    """All lists, in the order of the back office's front page."""
    return [
        Schemes(),
        Contacts(),
        Examples(),
        Moments(),
        Categories(),
        Parties(),
        Themes(),
        TargetGroups(),
    ]
