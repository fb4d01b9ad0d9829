"""Do the steps of a plan for an ontmoetingsplek hold together?"""

from models.plan.loading.cycle_references import check_unique
from models.plan.loading.documents import Document
from models.plan.loading.help_records import CategoryFile, SchemeFile
from models.plan.loading.track_records import TrackFile


def check_track(
    track: Document[TrackFile],
    categories: Document[CategoryFile],
    schemes: Document[SchemeFile],
) -> None:
    """Ids are unique; the categories and regelingen that it names exist."""
    check_unique(track, ("stappen",), [step.id for step in track.content.stappen], "stap")
    known = {category.slug for category in categories.content.categories}
    for index, slug in enumerate(track.content.categorieen):
        if slug not in known:
            track.problem(("categorieen", index), "unknown", kind="categorie", value=slug)
    _check_schemes(track, {scheme.slug for scheme in schemes.content.schemes})


def _check_schemes(track: Document[TrackFile], known: set[str]) -> None:
    for number, step in enumerate(track.content.stappen):
        for index, slug in enumerate(step.regelingen):
            if slug not in known:
                place = ("stappen", number, "regelingen", index)
                track.problem(place, "unknown", kind="regeling", value=slug)
