"""A list of the back office: Flask-Admin's model view, with our pages, words, rights and log.

For reference data alone. What has a lifecycle is changed by acts, never by filling in a form.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from babel.dates import format_date
from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.contrib.sqla import ModelView
from flask_admin.form import BaseForm
from sqlalchemy import ColumnElement, func, inspect, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Query
from wtforms import Field

from models.base import Base
from models.people.events import Doing, changes_of, end_of, note
from models.people.staff import Changed
from models.plan.gemeente import mark_plan_changed
from panel import auth, edge
from panel.views import Guarded
from texts.render import text

FURTHEST_PAGE = 10_000
Answer = ResponseReturnValue


class RequestSession:
    """The request's session as Flask-Admin asks for one. Committing is left to the edge."""

    @property
    def session(self) -> "RequestSession":
        return self

    def commit(self) -> None:
        edge.session().flush()

    def query(self, *what: Any) -> "Query[Any]":
        asked: Query[Any] = edge.session().query(*what)
        return asked

    def add(self, row: Base) -> None:
        edge.session().add(row)

    def delete(self, row: Base) -> None:
        edge.session().delete(row)

    def flush(self) -> None:
        edge.session().flush()

    def rollback(self) -> None:
        edge.session().rollback()


class ReferenceList(Guarded, ModelView):
    """One list. A subclass names its model, its columns and the act that changing it takes.

    Names of columns and explanations are texts: `admin.field.<column>` and, for the columns in
    `explained`, `admin.how.<endpoint>.<column>`.
    """

    model_class: ClassVar[type[Base]]
    endpoint_name: ClassVar[str]
    explained: ClassVar[Sequence[str]] = ()
    fields: ClassVar[Mapping[str, Field]] = {}
    under = "beheer"

    list_template = "admin/list.html"
    create_template = edit_template = "admin/form.html"
    can_view_details = can_export = can_set_page_size = False
    page_size = 50
    form_base_class = BaseForm
    column_display_actions = False
    # Routes of Flask-Admin that we have no use for do not exist.
    details_view = action_view = export = ajax_lookup = ajax_update = None

    def __init__(self) -> None:
        names = {*self.column_list, *self.form_columns}
        self.column_labels = {name: text(f"admin.field.{name}", "nl") for name in names}
        self.column_descriptions = {
            name: text(f"admin.how.{self.endpoint_name}.{name}", "nl") for name in self.explained
        }
        self.form_extra_fields = dict(self.fields)
        self.column_type_formatters = {
            type(None): lambda view, value, name: "",
            date: lambda view, value, name: format_date(value, "medium", locale="nl"),
        }
        where = {"endpoint": self.endpoint_name, "url": f"/beheer/{self.endpoint_name}"}
        super().__init__(self.model_class, RequestSession(), name=self.title, **where)

    @property
    def title(self) -> str:
        """The name of the list."""
        return text(f"admin.list.{self.endpoint_name}", "nl")

    def scope(self) -> ColumnElement[bool]:
        """Which rows this colleague may see and change: those of their own stadsdelen."""
        return true()

    def get_query(self) -> "Query[Any]":
        return edge.session().query(self.model).filter(self.scope())

    def get_count_query(self) -> "Query[Any]":
        return edge.session().query(func.count()).select_from(self.model).filter(self.scope())

    def get_one(self, id: str) -> Any:
        """The row, if it is within the scope. While it is being changed nobody else can."""
        (key,) = inspect(self.model).primary_key
        if key.type.python_type is int and not (id.isdecimal() and len(id) < 19):
            return None
        found = select(self.model).where(key == key.type.python_type(id), self.scope())
        if request.method == "POST":
            found = found.with_for_update()
        return edge.session().scalar(found)

    def _get_list_extra_args(self) -> Any:
        args = super()._get_list_extra_args()
        args.page = min(max(args.page or 0, 0), FURTHEST_PAGE)
        args.filters, args.search, args.extra_args = None, None, {}
        return args

    @expose("/new/", methods=["GET", "POST"])
    def create_view(self) -> Answer:
        if not self.can_create:
            abort(404)
        form = self.create_form()
        if self.validate_form(form) and self.create_model(form):
            return self._done("admin.created")
        return self._form(form, None)

    @expose("/edit/", methods=["GET", "POST"])
    def edit_view(self) -> Answer:
        row = self._asked_for(request.args.get("id", ""))
        if request.method == "POST" and request.form.get("seen") != seen(row):
            flash(text("admin.changed_meanwhile", "nl"), "error")
            return self._form(self.edit_form(obj=row), row)
        form = self.edit_form(obj=row)
        if self.validate_form(form) and self.update_model(form, row):
            return self._done("admin.saved")
        return self._form(form, row)

    @expose("/delete/", methods=["POST"])
    def delete_view(self) -> Answer:
        row = self._asked_for(request.form.get("id", ""))
        if not self.can_delete:
            abort(404)
        if self.delete_model(row):
            return self._done("admin.deleted")
        return redirect(self.get_url(".edit_view", id=request.form["id"]))

    def _asked_for(self, id: str) -> Any:
        row = self.get_one(id)
        if row is None:
            abort(404)
        return row

    def _done(self, key: str) -> Answer:
        flash(text(key, "nl"), "success")
        return redirect(self.get_url(".index_view"))

    def _form(self, form: BaseForm, row: Any) -> Answer:
        template = self.create_template if row is None else self.edit_template
        page = self.render(template, form=form, row=row, seen=row and seen(row))
        return page, 422 if request.method == "POST" else 200

    def on_model_change(self, form: BaseForm, model: Base, is_created: bool) -> None:
        changed = changes_of(model)
        edge.session().flush()
        self._record("created" if is_created else "changed", model, changed)

    def on_model_delete(self, model: Base) -> None:
        self._record("deleted", model, end_of(model))

    def _record(self, act: str, row: Base, changed: Changed) -> None:
        """Who changed what in which row; and cached copies of the plan are old from now on."""
        session = edge.session()
        subject = f"{self.endpoint_name} {self.get_pk_value(row)}"
        note(session, Doing(auth.staff().id, edge.now()), f"list {act}", subject, changed)
        mark_plan_changed(session)

    def handle_view_exception(self, exc: Exception) -> bool:
        """What the database refuses is still in use, or there already; all else is our mistake."""
        if not isinstance(exc, IntegrityError):
            raise exc
        unique = getattr(exc.orig, "sqlstate", None) == "23505"
        flash(text("admin.exists" if unique else "admin.in_use", "nl"), "error")
        return True


def seen(row: Base) -> str:
    """A mark of the row as it stands, so that nobody saves over what they did not see."""
    values = [getattr(row, column.key) for column in inspect(type(row)).column_attrs]
    return hashlib.sha256(repr(values).encode()).hexdigest()[:32]
