"""An act in two steps: first the message as the resident will read it, then sending just that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, partial
from typing import Any

from flask import current_app, flash, redirect, request
from flask.typing import ResponseReturnValue

from models.desk import preparing, waiting, walking
from models.desk.asked import Asked
from models.desk.prepared import Prepared
from models.desk.preparing import Going, Taken
from models.initiatives import claiming
from models.initiatives.blocking import AlreadyBlocked
from models.initiatives.contributions import Contribution, Initiative
from models.initiatives.lifecycles import Moderation
from models.initiatives.linking import AlreadyLinked
from models.initiatives.merging import NotInto
from models.initiatives.moderation import Decision, NotOffered
from models.initiatives.moves import Conflict, Deed, MoveNotAllowed, NotThere, who_was_first
from models.initiatives.queue_filters import Viewer
from models.initiatives.realisation import next_steps
from models.initiatives.telling import author_language, frozen, hears
from models.initiatives.terms import local_day
from models.people.rights import Act
from models.plan.reading import load_frame
from panel.contribution_acts import ActPage
from panel.desk.around import around, may_do
from panel.desk.merging import beside
from panel.desk.standard import STEP, take_over, texts_for
from panel.desk.suggestions import picker
from panel.desk.trail import Trail
from panel.desk.warnings import ask_to_check
from panel.forms.blocking import BlockForm
from panel.forms.deciding import AdvanceForm, HandOverForm, OfferForm
from panel.forms.linking import TakesLink
from panel.forms.merging import MergeForm
from panel.previewing import Preview
from panel.queue_address import read_written
from panel.stadsdelen import stadsdelen
from panel.views import PanelView
from texts.render import text

REFUSED = (MoveNotAllowed, NotOffered, AlreadyLinked, AlreadyBlocked, NotThere, Taken)
WHY = {
    NotOffered: "not_offered",
    AlreadyLinked: "already_linked",
    AlreadyBlocked: "already_blocked",
    NotInto: "not_into",
    Taken: "taken",
}
SEND, WAIT = "send", "wait"


@dataclass
class Deciding:
    """One request about one act: who asks, about what, with which form."""

    view: PanelView
    contribution: Contribution
    page: ActPage
    form: Any

    @property
    def _is_beside(self) -> bool:
        """A link, a note and a block stand beside what was decided, and need not wait for it."""
        return self.page.deed in (Deed.LINKED, Deed.NOTED, Deed.BLOCK_PROPOSED)

    def must_be_free(self) -> None:
        """Raises `Taken` while another decision is on its way."""
        if not self._is_beside and waiting.upon(self.view.session, self.contribution):
            raise Taken

    def asked(self) -> Asked:
        base_url = current_app.config["BASE_URL"]
        return Asked(self.view.session, self.contribution, self.form.plain(), base_url)

    def preview(self, asked: Asked) -> Preview | None:
        """The message that goes with the form as it is filled in; None for a silent act."""
        draft = self.page.act.draft
        if draft is None:
            return None
        language = author_language(self.view.session, self.contribution)
        chat = hears(self.view.session, self.contribution)
        if chat is None:
            return Preview(None, language, None)
        return Preview(frozen(draft(asked), language, chat.channel), language, chat.channel)

    @cached_property
    def standard(self) -> Mapping[str, Any]:
        """The texts that this form offers to begin with."""
        return texts_for(self.view, self.contribution, self.page.slug)

    def show(self, status: int = 200, **more: Any) -> ResponseReturnValue:
        """The page with the form as it was typed."""
        self.form.version.data = self.contribution.version
        if "preview" not in more:
            # What is not on this page has not been seen.
            self.form.seen.data = ""
        upon = waiting.upon(self.view.session, self.contribution)
        possible = self.page.act.possible(self.contribution) and (self._is_beside or not upon)
        shown = {"preview": None, "conflict": None, "refused": None} | more
        return (
            self.view.render(
                "contribution/act.html",
                **around(self.view, self.contribution),
                page=self.page,
                form=self.form,
                possible=possible,
                speaks=self.page.act.draft is not None,
                may_send=may_do(self.view, self.contribution, self.page),
                standard=self.standard,
                **shown,
            ),
            status,
        )


def decide(view: PanelView, contribution: Contribution, page: ActPage) -> ResponseReturnValue:
    """Show the form, show the message, or carry out the act and go back to the contribution."""
    form = page.form(request.form if request.method == "POST" else None)
    form.keep_language(author_language(view.session, contribution))
    _offer_choices(view, contribution, form)
    deciding = Deciding(view, contribution, page, form)
    back = _fill_in(deciding) if request.method == "GET" else None
    ask_to_check(contribution, page.deed, form)
    if request.method == "GET":
        return _begin(deciding, back)
    if view.may(Act.CLAIM, contribution.stadsdeel_id):
        # Also who has no script is seen to be busy with it.
        claiming.claim(view.session, contribution, view.staff, view.now)
    if request.form.get("step") == STEP and take_over(deciding.standard["texts"], form):
        return deciding.show()
    if form.version_seen != contribution.version:
        return deciding.show(409, conflict=who_was_first(view.session, contribution))
    if not form.validate():
        return deciding.show(422)
    return _carry_out(deciding)


def _fill_in(deciding: Deciding) -> Prepared | None:
    """Begin with what there is, or with what came back to this colleague; gives that."""
    view, contribution, form = deciding.view, deciding.contribution, deciding.form
    _begin_with_present_text(contribution, form)
    back = waiting.as_typed(view.session, view.staff, contribution, deciding.page.slug)
    if back is not None:
        form.fill(back.filled)
    return back


def _begin(deciding: Deciding, back: Prepared | None) -> ResponseReturnValue:
    """The form before anything is sent, with its message if nothing more need be filled in."""
    if back is not None and back.version != deciding.contribution.version:
        conflict = who_was_first(deciding.view.session, deciding.contribution)
        return deciding.show(conflict=conflict)
    return deciding.show(**_first_preview(deciding))


def _first_preview(deciding: Deciding) -> dict[str, Any]:
    """What would go out with the form as it stands; nothing while something must be filled in."""
    try:
        preview = deciding.preview(deciding.asked()) if deciding.form.is_complete() else None
    except REFUSED:
        preview = None
    if preview is None:
        return {}
    deciding.form.seen.data = preview.mark
    return {"preview": preview}


def _carry_out(deciding: Deciding) -> ResponseReturnValue:
    view, contribution = deciding.view, deciding.contribution
    try:
        asked = deciding.asked()
        preview = deciding.preview(asked)
        if preview is not None and not _has_been_seen(deciding.form, preview):
            deciding.form.seen.data = preview.mark
            return deciding.show(preview=preview)
        body = preview.body if preview else None
        decision = Decision(view.staff, deciding.form.version_seen, view.now, body)
        said = _decide(deciding, asked, decision)
    except Conflict as conflict:
        view.session.refresh(contribution)
        return deciding.show(409, conflict=conflict)
    except REFUSED as refused:
        why = WHY.get(type(refused), "not_possible")
        return deciding.show(409, refused=f"contribution.refused_{why}")
    claiming.release(view.session, contribution, view.staff)
    if said:
        flash(text(said, "nl"), "success")
    return redirect(_onward(view, contribution, deciding.page), 303)


def _decide(deciding: Deciding, asked: Asked, decision: Decision) -> str:
    """Let it wait, let it go after the time to undo it, or do it at once. Gives what to say."""
    act = deciding.page.act
    deciding.must_be_free()
    if request.form.get("step") == WAIT:
        preparing.prepare(asked, act, decision, Going(None))
        return "desk.waits"
    wait = timedelta(seconds=asked.frame.undo_seconds)
    if act.waits and wait:
        preparing.prepare(asked, act, decision, Going(decision.now + wait))
        return ""
    heard = act.carry_out(asked, decision)
    return "contribution.told" if heard else "contribution.not_told"


def _has_been_seen(form: Any, preview: Preview) -> bool:
    """Whether sending was asked for, of the very message that the colleague was shown."""
    return request.form.get("step") in (SEND, WAIT) and form.seen.data == preview.mark


def _onward(view: PanelView, contribution: Contribution, page: ActPage) -> str:
    """On to the next of the queue one came from; who came from elsewhere stays where they were."""
    trail = Trail.of_request()
    if trail.query and page.decides:
        viewer, filters = Viewer(view.staff, view.now), read_written(trail.query)
        ref = walking.next_of(view.session, viewer, filters, contribution)
        return trail.to(ref) if ref else trail.queue
    if view.may(view.act, contribution.stadsdeel_id):
        return trail.to(contribution.ref)
    return trail.queue


def _offer_choices(view: PanelView, contribution: Contribution, form: Any) -> None:
    if isinstance(form, HandOverForm):
        others = [area for area in stadsdelen(view.session) if area.id != contribution.stadsdeel_id]
        form.offer_stadsdelen([(str(area.id), area.name) for area in others])
    elif isinstance(form, AdvanceForm) and isinstance(contribution, Initiative):
        form.offer_steps(next_steps(contribution))
    elif isinstance(form, BlockForm):
        form.offer(local_day(view.now), load_frame(view.session).block_days)
    elif isinstance(form, TakesLink):
        form.offer(picker(view, contribution))
    elif isinstance(form, MergeForm) and isinstance(contribution, Initiative):
        form.look_up = partial(beside, view, contribution)


def _begin_with_present_text(contribution: Contribution, form: Any) -> None:
    """What is on the site, or else what was typed, is where a changed text begins."""
    if isinstance(form, OfferForm):
        shown = contribution.status is Moderation.PLACED
        form.title.data = contribution.public_title if shown else contribution.title
        form.body.data = contribution.public_body if shown else contribution.body
    elif isinstance(form, MergeForm):
        form.into.data = request.args.get("into", "")
    elif isinstance(form, TakesLink):
        form.subject.data = request.args.get("subject", "")
