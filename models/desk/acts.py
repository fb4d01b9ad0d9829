"""All acts of the desk, in the order in which a page offers them."""

from collections.abc import Mapping

from models.desk.asked import DeskAct
from models.desk.blocking import BLOCKING
from models.desk.connecting import CONNECTING, MERGING
from models.desk.deciding import BESIDE, DECIDING
from models.desk.looking_again import LOOKING_AGAIN

ACTS: Mapping[str, DeskAct] = {
    act.slug: act for act in (*DECIDING, *MERGING, *LOOKING_AGAIN, *CONNECTING, *BESIDE, *BLOCKING)
}
