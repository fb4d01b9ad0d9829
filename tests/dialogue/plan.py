"""A plan for the talks: Zwolle's real wijken, with a little of everything that hangs on them."""

from dataclasses import replace
from datetime import date

from bot.dialogue.facts import (
    CategoryFact,
    ContactFact,
    EffortFact,
    EmergencyFact,
    ExampleFact,
    FigureFact,
    GroupFact,
    MeetingFact,
    MomentFact,
    OpgaveFact,
    Plan,
    PublicIdea,
    ReportFact,
    SchemeFact,
    ThemeFact,
    TrackStepFact,
    WijkFact,
)
from tests.track import STEPS

TODAY = date(2026, 11, 20)
SURVEY = "Buurt-voor-Buurtonderzoek 2014"

STADSDELEN = {
    "Midden": "Assendorp Binnenstad Hanzeland Kamperpoort Marslanden Pierik Veerallee",
    "Noord": "Aa-landen Brinkhoek_en_Langenholte Haerst_en_Tolhuislanden Holtenbroek",
    "Oost": "Berkum Diezerpoort Wijthmen_en_Herfte Wipstrik",
    "West": "Spoolde Stadshagen Westenholte",
    "Zuid": "Buitengebied_Zuid Geren Gerenbroek Gerenlanden Ittersumerbroek Ittersumerlanden "
    "Oldenelerbroek Oldenelerlanden Oud-Ittersum Oud-Schelle Schellerbroek Schellerhoek "
    "Schellerlanden",
}


def slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _named(stadsdeel: str) -> list[str]:
    return [name.replace("_", " ") for name in STADSDELEN[stadsdeel].split()]


WIJKEN = tuple(
    WijkFact(slug(name), name, slug(stadsdeel), stadsdeel)
    for stadsdeel in STADSDELEN
    for name in _named(stadsdeel)
)

POSTCODES = {
    "8011": (("binnenstad", 0.555), ("assendorp", 0.235), ("kamperpoort", 0.21)),
    "8012": (("assendorp", 1.0),),
    "8013": (
        ("marslanden", 0.522),
        ("pierik", 0.431),
        ("assendorp", 0.033),
        ("marslanden", 0.008),
        ("wijthmen-en-herfte", 0.005),
    ),
    "8014": (
        ("ittersumerlanden", 0.349),
        ("gerenlanden", 0.228),
        ("gerenbroek", 0.211),
        ("oud-ittersum", 0.117),
        ("geren", 0.081),
        ("ittersumerbroek", 0.009),
        ("buitengebied-zuid", 0.004),
    ),
    "8022": (("diezerpoort", 1.0),),
    "8024": (("berkum", 0.983), ("diezerpoort", 0.015), ("brinkhoek-en-langenholte", 0.003)),
    "8041": (("spoolde", 0.997),),
    "8043": (("stadshagen", 1.0),),
}


_PLAIN = OpgaveFact(
    slug="",
    title="",
    intro="Kinderen spelen graag buiten. Samen maken wij daar plek voor.",
    goal="Meer kinderen spelen buiten.",
    theme="Gezond opgroeien",
    stadsdeel="",
    wijken=frozenset(),
    group="",
    reason="",
    efforts=(),
    parties=(),
    figures=(),
    demo=True,
    contributions=0,
)


def _opgave(name: str, title: str, stadsdeel: str, *wijken: str, group: str = "") -> OpgaveFact:
    return replace(
        _PLAIN, slug=name, title=title, stadsdeel=stadsdeel, wijken=frozenset(wijken), group=group
    )


SPORT = EffortFact(
    "Gratis sport op het plein na school", "loopt", "op koers", ("SportService Zwolle", "Bewoners")
)
STREET = EffortFact("Kinderstraat op vaste middagen", "gepland", "", ("Bewoners",))
PLAY = FigureFact("Tevreden over speelplekken", "%", "43,5", 2014, "Diezerpoort", SURVEY)

OPGAVEN = (
    replace(
        _opgave("oost-1", "Kansen voor kinderen in Diezerpoort", "oost", "diezerpoort"),
        reason="In gesprekken noemen ouders vaak de speelplekken.",
        efforts=(SPORT, STREET),
        parties=("SportService Zwolle", "Bewoners"),
        figures=(PLAY,),
        contributions=3,
    ),
    _opgave("oost-3", "Groene straten in Oost", "oost", "diezerpoort", "berkum"),
    replace(_opgave("midden-4", "Veerallee blijft sterk", "midden", "veerallee"), demo=False),
    _opgave("midden-2", "Samen de stad koel houden", "midden"),
    _opgave("west-1", "Elkaar leren kennen", "west", "stadshagen"),
    _opgave("zuid-1", "Een eigen plek voor jongeren", "zuid", group="jongeren"),
    _opgave("zuid-2", "Samen gezond oud worden", "zuid", group="senioren"),
    _opgave("zuid-3", "Welkom in de buurt", "zuid", group="gezinnen"),
)
GROUPS = (
    GroupFact("jongeren", "Jongeren van 12 tot 18 jaar", "zuid"),
    GroupFact("senioren", "Bewoners van 65 jaar en ouder", "zuid"),
    GroupFact("gezinnen", "Gezinnen en nieuwe bewoners", "zuid"),
)

SCHEMES = (
    SchemeFact(
        "premie-op-actie",
        "geld",
        "Premie op Actie",
        "Voor een klein idee dat één keer kost.",
        "De straat steunt uw plan.",
        1000,
        "",
        date(2027, 11, 30),
    ),
    SchemeFact(
        "buurtbonus",
        "geld",
        "Buurtbonus",
        "Voor een plan van bewoners.",
        "",
        10000,
        "https://www.zwolle.nl/buurtbonus",
        date(2027, 11, 30),
        checked=False,
    ),
    SchemeFact(
        "adoptiegroen",
        "grond",
        "Adoptiegroen",
        "U zorgt voor een stuk groen van de gemeente.",
        "De plek blijft open voor iedereen.",
        None,
        "https://www.zwolle.nl/adoptiegroen",
        date(2027, 11, 30),
    ),
    SchemeFact(
        "wijkbeheerder",
        "hulp",
        "Advies van de wijkbeheerder",
        "De wijkbeheerder kijkt met u mee of uw idee kan.",
        "",
        None,
        "",
        date(2027, 11, 30),
    ),
)
_HOURS = "Op werkdagen van 9 tot 17 uur."
CONTACTS = {
    "oost": ContactFact(
        "oost", "Wijkservicepunt Oost", "14038", "wijkservicepuntoost@zwolle.nl", _HOURS
    ),
    "zuid": ContactFact("zuid", "Wijkservicepunt Zuid", "14038", "", _HOURS),
}
EXAMPLES = (
    ExampleFact("Handenplein", "Buren maakten van een plein hun eigen plek.", "gerenlanden"),
    ExampleFact("Buurttuin Watertoren", "Bewoners tuinieren hier samen.", "diezerpoort"),
    ExampleFact("Het Tussendoortje", "Een kleine plek tussen twee straten.", ""),
)
CATEGORIES = (
    CategoryFact("ontmoeten", "Ontmoeten", "Meeting"),
    CategoryFact("groen-en-klimaat", "Groen en Klimaat", "Green and climate"),
    CategoryFact("mooi-schoon", "Mooi Schoon", "Clean and tidy"),
    CategoryFact("sporten-en-recreatie", "Sporten en Recreatie", "Sports and leisure"),
    CategoryFact("verkeer-en-veiligheid", "Verkeer en Veiligheid", "Traffic and safety"),
    CategoryFact("overige", "Overige", "Other"),
)

PROPOSED = (
    _opgave("oost-31", "Veilig naar school fietsen", "oost", "diezerpoort"),
    _opgave("oost-32", "Minder alleen zijn in Oost", "oost"),
    _opgave("midden-31", "Koele plekken in de stad", "midden"),
)
THEMES = (
    ThemeFact("veiligheid", "Sociale en verkeersveiligheid"),
    ThemeFact("opgroeien", "Gezond opgroeien"),
)
MEETINGS = (
    MeetingFact(
        11, "Samen eten in Berkum", date(2026, 11, 28), "18:00", "Kulturhus", "berkum", "oost", ""
    ),
    MeetingFact(
        12,
        "Spelen in Diezerpoort",
        date(2026, 12, 3),
        "19:30",
        "Buurthuis De Terp",
        "diezerpoort",
        "oost",
        "Kansen voor kinderen in Diezerpoort",
    ),
)
EMERGENCY = {
    "now": EmergencyFact("112", "", "Spoed", "Emergency", "Als er nu gevaar is.", "In danger."),
    "police": EmergencyFact(
        "0900-8844", "", "Politie", "Police", "Geen spoed, wel politie.", "No emergency."
    ),
    "suicide": EmergencyFact(
        "113", "0800-0113", "113", "113", "Als u aan zelfmoord denkt.", "If you think of suicide."
    ),
    "home": EmergencyFact(
        "0800-2000", "", "Veilig Thuis", "Safe at home", "Bij geweld thuis.", "Violence at home."
    ),
    "crime": EmergencyFact(
        "0800-7000", "", "Meld Misdaad Anoniem", "Report crime", "Zonder uw naam.", "No name."
    ),
}
REPORTS = (
    ReportFact(
        "licht",
        "Lamp of lantaarn",
        "Street light",
        ("lamp*", "lantaarn*", "light"),
        "gemeente Zwolle",
        "14038",
        "https://www.zwolle.nl",
    ),
    ReportFact(
        "afval",
        "Container of afval",
        "Waste",
        ("container*", "afval"),
        "ROVA",
        "038-4273777",
        "",
    ),
)

TRACK = tuple(
    TrackStepFact(
        step.key,
        step.name,
        step.name_en,
        step.question,
        step.question_en,
        step.help,
        step.help_en,
        step.opgave,
        step.schemes,
    )
    for step in STEPS
)

MOMENTS = (
    MomentFact(
        "burendag",
        "Burendag",
        "Buren doen samen iets voor de straat.",
        date(2027, 9, 25),
        date(2027, 9, 25),
        sure=True,
    ),
    MomentFact(
        "nldoet",
        "NLdoet",
        "Twee dagen samen klussen als vrijwilliger.",
        date(2027, 3, 12),
        date(2027, 3, 13),
        sure=False,
    ),
)

PLAN = Plan(
    gemeente="gemeente Zwolle",
    phone="14038",
    base_url="https://wijkbot.example",
    terms_days=5,
    wijken=WIJKEN,
    groups=GROUPS,
    postcodes=POSTCODES,
    opgaven=OPGAVEN,
    schemes=SCHEMES,
    contacts=CONTACTS,
    examples=EXAMPLES,
    categories=CATEGORIES,
    ideas=(PublicIdea("Z-0042", "Een geveltuin voor iedereen", "diezerpoort", "loopt"),),
    kept_months=60,
    proposed=PROPOSED,
    themes=THEMES,
    meetings=MEETINGS,
    moments=MOMENTS,
    emergency=EMERGENCY,
    reports=REPORTS,
    withdrawn_months=12,
    track=TRACK,
    track_categories=frozenset({"ontmoeten"}),
)
