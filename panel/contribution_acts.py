"""The forms of the desk's acts. What an act says and does stands in `models.desk`."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.desk.acts import ACTS as DESK_ACTS
from models.desk.asked import DeskAct
from models.initiatives.moves import Deed
from panel.forms import blocking, deciding, linking, merging
from panel.forms.fields import ActForm

FORMS: Mapping[Deed, type[ActForm]] = {
    Deed.TAKEN_UP: deciding.SilentForm,
    Deed.PLACED: linking.PlaceAndLinkForm,
    Deed.OFFERED: deciding.OfferForm,
    Deed.ASKED: deciding.AskForm,
    Deed.DECLINED: deciding.DeclineForm,
    Deed.LET_GO: deciding.ReasonForm,
    Deed.REFERRED: deciding.ReferForm,
    Deed.MERGED: merging.MergeForm,
    Deed.PARTED: merging.PartForm,
    Deed.HANDLED: deciding.HandledForm,
    Deed.SECOND_LOOK: deciding.ReasonForm,
    Deed.CONFIRMED: deciding.ReasonForm,
    Deed.CHANGED: deciding.PlaceForm,
    Deed.CHANGE_DECLINED: deciding.ReasonForm,
    Deed.HIDDEN: deciding.ReasonForm,
    Deed.UNHIDDEN: deciding.PutBackForm,
    Deed.ADVANCED: deciding.AdvanceForm,
    Deed.LINKED: linking.LinkForm,
    Deed.HANDED_OVER: deciding.HandOverForm,
    Deed.NOTED: deciding.NoteForm,
    Deed.BLOCK_PROPOSED: blocking.BlockForm,
}


@dataclass(frozen=True)
class ActPage:
    """One act with its form."""

    act: DeskAct
    form: type[ActForm]

    @property
    def slug(self) -> str:
        return self.act.slug

    @property
    def decides(self) -> bool:
        """Whether one is done with it then; else one may well go on with the same."""
        return self.act.waits and self.deed is not Deed.LINKED

    @property
    def deed(self) -> Deed:
        return self.act.deed


ACTS: Mapping[str, ActPage] = {
    slug: ActPage(act, FORMS[act.deed]) for slug, act in DESK_ACTS.items()
}
