"""One photo of a contribution: blurring a part of it, and seeing it as it came."""

import uuid
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.initiatives import blurring, reading
from models.initiatives.contributions import Contribution
from models.initiatives.moderation import Decision
from models.initiatives.moves import NotThere
from models.initiatives.photos import Photo
from models.people.rights import Act
from panel.forms.photos import BlurForm, OriginalForm
from panel.views import PanelView
from texts.render import text


class PhotosView(PanelView):
    """Every route finds the photo of a contribution within one's own stadsdelen, or answers 404."""

    act = Act.HIDE
    under = "queue"

    def __init__(self) -> None:
        super().__init__("foto", "/foto")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return redirect(url_for("queue.index"))

    @expose("/<ref>/<uuid:photo_id>", methods=["GET", "POST"])
    def blur(self, ref: str, photo_id: uuid.UUID) -> ResponseReturnValue:
        """Draw a box, or type where it is; after each box the photo is shown as it is now."""
        contribution, photo = self._find(ref, photo_id)
        if photo is None:
            return self._gone(contribution)
        form = BlurForm(request.form if request.method == "POST" else None)
        if request.method == "GET":
            return self._page(contribution, photo, form, OriginalForm())
        if not form.validate():
            return self._page(contribution, photo, form, OriginalForm(), 422)
        try:
            blurring.blur(self.session, contribution, self._by(contribution), photo.id, form.box())
        except NotThere:
            return self._gone(contribution)
        except blurring.NoPicture:
            flash(text("photos.unreadable", "nl"), "error")
            return self._page(contribution, photo, form, OriginalForm(), 409)
        return self._again(contribution, photo, "photos.blurred")

    @expose("/<ref>/<uuid:photo_id>/terug", methods=["POST"])
    def restore(self, ref: str, photo_id: uuid.UUID) -> ResponseReturnValue:
        contribution, photo = self._find(ref, photo_id)
        if photo is None:
            return self._gone(contribution)
        try:
            blurring.restore(self.session, contribution, self._by(contribution), photo.id)
        except NotThere:
            return self._gone(contribution)
        return self._again(contribution, photo, "photos.restored")

    @expose("/<ref>/<uuid:photo_id>/origineel", methods=["POST"])
    def original(self, ref: str, photo_id: uuid.UUID) -> ResponseReturnValue:
        """The picture itself, as the answer to a reason; it has no address of its own."""
        contribution, photo = self._find(ref, photo_id)
        if photo is None:
            return self._gone(contribution)
        form = OriginalForm(request.form)
        if not form.validate():
            return self._page(contribution, photo, BlurForm(), form, 422)
        by, reason = self._by(contribution), str(form.reason.data)
        try:
            data = blurring.see_original(self.session, contribution, by, photo.id, reason)
        except NotThere:
            return self._gone(contribution)
        return Response(data, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})

    def _find(self, ref: str, photo_id: uuid.UUID) -> tuple[Contribution, Photo | None]:
        contribution = reading.find(self.session, self.staff, ref)
        if contribution is None:
            abort(404)
        self.must(Act.HIDE, contribution.stadsdeel_id)
        return contribution, reading.find_photo(self.session, contribution, photo_id)

    def _gone(self, contribution: Contribution) -> ResponseReturnValue:
        """It was erased while somebody worked on it. What they typed is theirs to take along."""
        typed = request.form.get("reason", "")
        return self.render("photos/gone.html", one=contribution, typed=typed), 404

    def _by(self, contribution: Contribution) -> Decision:
        return Decision(self.staff, contribution.version, self.now)

    def _again(self, contribution: Contribution, photo: Photo, said: str) -> ResponseReturnValue:
        flash(text(said, "nl"), "success")
        return redirect(url_for("foto.blur", ref=contribution.ref, photo_id=photo.id), 303)

    def _page(
        self,
        contribution: Contribution,
        photo: Photo,
        form: Any,
        original: Any,
        status: int = 200,
    ) -> ResponseReturnValue:
        page = self.render(
            "photos/blur.html",
            one=contribution,
            photo=photo,
            form=form,
            original=original,
            blurred=blurring.is_blurred(self.session, photo.id),
        )
        return page, status
