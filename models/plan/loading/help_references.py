"""Do contacts, examples, categories, schemes and moments hold together?"""

from models.asking.calendar import BadRule, occurrences
from models.plan.loading.area_references import AreaNames
from models.plan.loading.cycle_references import check_unique
from models.plan.loading.documents import Document, Path
from models.plan.loading.help_records import (
    CategoryFile,
    ContactFile,
    ExampleFile,
    MomentFile,
    MomentRecord,
    ReportFile,
    SchemeFile,
    StandardTextFile,
)
from models.plan.standard_texts import ACTS, unknown_variables


def check_help(
    schemes: Document[SchemeFile],
    contacts: Document[ContactFile],
    categories: Document[CategoryFile],
    examples: Document[ExampleFile],
    areas: AreaNames,
) -> None:
    """Every stadsdeel has one contact; an example names a wijk that exists; ids are unique."""
    slugs = [each.slug for each in schemes.content.schemes]
    check_unique(schemes, ("regelingen",), slugs, "regeling")
    slugs = [each.slug for each in categories.content.categories]
    check_unique(categories, ("categorieen",), slugs, "categorie")
    _check_examples(examples, areas)
    _check_contacts(contacts, areas)


def _check_examples(examples: Document[ExampleFile], areas: AreaNames) -> None:
    rows = examples.content.examples
    check_unique(examples, ("voorbeelden",), [each.slug for each in rows], "voorbeeld")
    for index, example in enumerate(rows):
        if example.wijk is not None and example.wijk not in areas.wijken:
            place = ("voorbeelden", index, "wijk")
            examples.problem(place, "unknown", kind="wijk", value=example.wijk)


def _check_contacts(contacts: Document[ContactFile], areas: AreaNames) -> None:
    named: set[str] = set()
    for index, contact in enumerate(contacts.content.contacts):
        place = ("contacten", index, "stadsdeel")
        if contact.stadsdeel not in areas.stadsdelen:
            contacts.problem(place, "unknown", kind="stadsdeel", value=contact.stadsdeel)
        if contact.stadsdeel in named:
            contacts.problem(place, "twice", kind="stadsdeel", value=contact.stadsdeel)
        named.add(contact.stadsdeel)
    for stadsdeel in sorted(areas.stadsdelen - named):
        contacts.problem(("contacten",), "no_contact", value=stadsdeel)


def check_reports(reports: Document[ReportFile]) -> None:
    """Ids are unique."""
    slugs = [each.id for each in reports.content.meldingen]
    check_unique(reports, ("meldingen",), slugs, "melding")


def check_moments(moments: Document[MomentFile]) -> None:
    """A rule can be followed, and gives every day on which the moment was seen."""
    rows = moments.content.moments
    check_unique(moments, ("momenten",), [each.slug for each in rows], "moment")
    for index, moment in enumerate(rows):
        try:
            _check_seen(moments, ("momenten", index), moment)
        except BadRule:
            moments.problem(("momenten", index, "regel"), "bad_rule")


def _check_seen(moments: Document[MomentFile], path: Path, moment: MomentRecord) -> None:
    rule = moment.rule.model_dump(exclude_none=True)
    # Followed once in a year without a known day too, so that a bad rule always shows.
    occurrences({**rule, "echte_datums": []}, 2000)
    for index, day in enumerate(moment.seen):
        days = occurrences(rule, day.year)
        if days is None or days[0] != day:
            moments.problem((*path, "gezien", index), "not_by_rule", value=day)
    for index, year in enumerate(moment.seen_years):
        if occurrences(rule, year) is None:
            moments.problem((*path, "gezien_jaren", index), "not_by_rule", value=year)


def check_standard_texts(texts: Document[StandardTextFile], categories: CategoryFile) -> None:
    """Ids are unique; a text names an act that speaks, a category that exists, known variables."""
    rows, known = texts.content.texts, {each.slug for each in categories.categories}
    check_unique(texts, ("standaardteksten",), [each.slug for each in rows], "standaardtekst")
    for index, row in enumerate(rows):
        place = ("standaardteksten", index)
        if row.act not in ACTS:
            texts.problem((*place, "besluit"), "unknown", kind="besluit", value=row.act)
        if row.category is not None and row.category not in known:
            texts.problem((*place, "categorie"), "unknown", kind="categorie", value=row.category)
        for name in unknown_variables(row.text + (row.text_en or "")):
            texts.problem((*place, "tekst"), "unknown", kind="invulwoord", value=name)
