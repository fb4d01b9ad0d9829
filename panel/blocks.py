"""Who is blocked until when, and the second person who agrees to that or not."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.initiatives import blocking
from models.initiatives.block_list import open_blocks, over_blocks
from models.people.blocks import Block
from models.people.rights import Act
from panel.gate import needs
from panel.views import PanelView
from texts.render import text


class BlocksView(PanelView):
    """For whoever decides in a stadsdeel. What one proposed, another decides."""

    act = Act.CONFIRM_BLOCK
    menu_key = "panel.menu.blocks"
    menu_place = 17

    def __init__(self) -> None:
        super().__init__("blokkades", "/blokkades")

    @expose("/")
    def index(self) -> str:
        lines = open_blocks(self.session, self.staff)
        return str(
            self.render(
                "blocks/index.html",
                waiting=[line for line in lines if line.waits],
                holding=[line for line in lines if not line.waits],
                over=over_blocks(self.session, self.staff),
                may_block=lambda stadsdeel_id: self.may(Act.BLOCK, stadsdeel_id),
            )
        )

    @expose("/<int:block_id>/akkoord", methods=["POST"])
    def confirm(self, block_id: int) -> ResponseReturnValue:
        """From now on it holds, and the resident hears so."""
        block = self._find(block_id, Act.CONFIRM_BLOCK)
        try:
            heard = blocking.confirm(self.session, block, self.staff, self.now)
        except (blocking.OwnProposal, blocking.NotNow) as no:
            return self._back(_why(no), "error")
        return self._back("block.confirmed" if heard else "block.confirmed_unheard")

    @expose("/<int:block_id>/niet-akkoord", methods=["POST"])
    def refuse(self, block_id: int) -> ResponseReturnValue:
        block = self._find(block_id, Act.CONFIRM_BLOCK)
        try:
            blocking.refuse(self.session, block, self.staff, self.now)
        except (blocking.OwnProposal, blocking.NotNow) as no:
            return self._back(_why(no), "error")
        return self._back("block.refused")

    @expose("/<int:block_id>/opheffen", methods=["POST"])
    @needs(Act.BLOCK)
    def lift(self, block_id: int) -> ResponseReturnValue:
        """End it today, or take a proposal back."""
        block = self._find(block_id, Act.BLOCK)
        heard = blocking.lift(self.session, block, self.staff, self.now)
        return self._back("block.lifted_heard" if heard else "block.lifted")

    def _find(self, block_id: int, act: Act) -> Block:
        block = blocking.lock(self.session, block_id) if block_id < 2**63 else None
        if block is None:
            abort(404)
        self.must(act, block.stadsdeel_id)
        return block

    def _back(self, said: str, kind: str = "success") -> ResponseReturnValue:
        flash(text(said, "nl"), kind)
        return redirect(url_for("blokkades.index"), 303)


def _why(no: Exception) -> str:
    return "block.own" if isinstance(no, blocking.OwnProposal) else "block.not_now"
