"""What a contribution may serve: suggestions with their reason, and the plan to pick from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.desk.connecting import can_be_linked
from models.initiatives.contributions import Contribution
from models.initiatives.linking import Subject
from models.initiatives.picking import Branch, branches
from models.initiatives.suggesting import Suggestion, suggest
from models.people.rights import Act
from panel.views import PanelView
from texts.render import text


@dataclass(frozen=True)
class Option:
    """One thing to link to: as a value of the form, in words, why, and what lies under it."""

    value: str
    label: str
    reason: str = ""
    under: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Picker:
    """What the forms that link let one choose from."""

    suggestions: list[Option]
    plan: list[Option]

    @property
    def values(self) -> list[str]:
        """Every value that can be chosen, each once."""
        return list(dict.fromkeys(_values(self.plan)))


def section(view: PanelView, contribution: Contribution) -> Mapping[str, Any]:
    """The suggestions for the page of a contribution."""
    if not can_be_linked(contribution):
        return {"options": [], "may_link": False}
    may_link = view.may(Act.LINK, contribution.stadsdeel_id)
    return {"options": _suggested(view, contribution), "may_link": may_link}


def picker(view: PanelView, contribution: Contribution) -> Picker:
    """Suggestions first, then the whole plan of its stadsdeel."""
    plan = [_option(branch) for branch in branches(view.session, contribution.stadsdeel_id)]
    return Picker(_suggested(view, contribution), plan)


def _suggested(view: PanelView, contribution: Contribution) -> list[Option]:
    return [_suggestion(one) for one in suggest(view.session, contribution)]


def _suggestion(one: Suggestion) -> Option:
    entry = one.entry
    label = f"{one.opgave.title}: {entry.title}" if entry else one.opgave.title
    return Option(f"{one.opgave.id}:{entry.id if entry else ''}", label, _reason(one))


def _reason(one: Suggestion) -> str:
    reasons = [
        text("linking.reading", "nl") if one.reading else "",
        text("linking.same_wijk", "nl") if one.same_wijk else "",
        text("linking.theme", "nl", theme=one.opgave.theme_name) if one.theme else "",
        text("linking.words", "nl", words=", ".join(one.words)) if one.words else "",
    ]
    return ", ".join(filter(None, reasons))


def _option(branch: Branch) -> Option:
    subject = branch.subject
    return Option(_value(subject), _label(subject), under=tuple(map(_option, branch.under)))


def _label(subject: Subject) -> str:
    if subject.kind is None:
        return subject.opgave
    return text(f"din.kind_{subject.kind}_of", "nl", title=subject.entry)


def _value(subject: Subject) -> str:
    return f"{subject.opgave_id}:{subject.entry_id or ''}"


def _values(options: list[Option] | tuple[Option, ...]) -> list[str]:
    return [value for option in options for value in (option.value, *_values(option.under))]
