"""The rows of surveys, cycles and themes, and of what helps a resident."""

from models.plan.loading.area_sheets import stadsdeel_id, table, wijk_id
from models.plan.loading.folder import GemeenteFolder
from models.plan.loading.loading import Loading
from models.plan.loading.sheets import Row, Sheet

SLUG = ("slug",)


def put_cycles(loading: Loading, folder: GemeenteFolder) -> None:
    surveys: list[Row] = [each.model_dump() for each in folder.surveys.surveys]
    loading.put(Sheet("onderzoek", table("survey"), SLUG, surveys, "slug"))
    cycles: list[Row] = [
        {
            **each.model_dump(exclude={"themes", "survey"}),
            "survey_id": None if each.survey is None else loading.ids["survey"][each.survey,],
        }
        for each in folder.cycles.cycles
    ]
    loading.put(Sheet("cyclus", table("cycle"), SLUG, cycles, "slug"))
    themes: list[Row] = [
        {"cycle_id": loading.ids["cycle"][cycle.slug,], **theme.model_dump()}
        for cycle in folder.cycles.cycles
        for theme in cycle.themes
    ]
    loading.put(Sheet("thema", table("theme"), ("cycle_id", "slug"), themes, "slug"))


def put_help(loading: Loading, folder: GemeenteFolder) -> None:
    """What staff removed stays away, but for the categories: these come back."""
    schemes: list[Row] = [
        {**each.model_dump(), "position": position}
        for position, each in enumerate(folder.schemes.schemes)
    ]
    loading.put(Sheet("regeling", table("scheme"), SLUG, schemes, "slug", comes_back=False))
    categories: list[Row] = [
        {**each.model_dump(), "position": position}
        for position, each in enumerate(folder.categories.categories)
    ]
    loading.put(Sheet("categorie", table("category"), SLUG, categories, "slug"))
    _put_contacts(loading, folder)
    _put_examples(loading, folder)
    _put_standard_texts(loading, folder)
    _put_moments(loading, folder)
    _put_sources(loading, folder)


def _put_contacts(loading: Loading, folder: GemeenteFolder) -> None:
    rows: list[Row] = [
        {
            "stadsdeel_id": stadsdeel_id(loading, each.stadsdeel),
            **each.model_dump(exclude={"stadsdeel"}),
        }
        for each in folder.contacts.contacts
    ]
    loading.put(Sheet("contact", table("contact"), ("stadsdeel_id",), rows, "name"))


def _put_examples(loading: Loading, folder: GemeenteFolder) -> None:
    rows: list[Row] = [
        {
            **each.model_dump(exclude={"wijk"}),
            "wijk_id": None if each.wijk is None else wijk_id(loading, each.wijk),
        }
        for each in folder.examples.examples
    ]
    loading.put(Sheet("voorbeeld", table("example"), SLUG, rows, "slug", comes_back=False))


def _put_standard_texts(loading: Loading, folder: GemeenteFolder) -> None:
    rows: list[Row] = [
        {
            **each.model_dump(exclude={"category"}),
            "category_id": loading.ids["category"][each.category,] if each.category else None,
            "position": position,
        }
        for position, each in enumerate(folder.standard_texts.texts)
    ]
    table_ = table("standard_text")
    loading.put(Sheet("standaardtekst", table_, SLUG, rows, "slug", comes_back=False))


def _put_moments(loading: Loading, folder: GemeenteFolder) -> None:
    rows: list[Row] = [
        {
            "slug": each.slug,
            "name": each.name,
            "text": each.text,
            "rule": each.rule.model_dump(mode="json", exclude_none=True),
            "certainty": each.certainty,
            "remind_weeks": each.remind_weeks,
            "source": "\n".join(each.sources),
        }
        for each in folder.moments.moments
    ]
    loading.put(Sheet("moment", table("moment"), SLUG, rows, "slug"))


def _put_sources(loading: Loading, folder: GemeenteFolder) -> None:
    rows: list[Row] = [
        {"slug": each.id, "text": each.tekst} for each in folder.settings.bronvermelding
    ]
    loading.put(Sheet("bronvermelding", table("source"), SLUG, rows, "slug"))
