"""A small track of four steps, as the folder of a gemeente would give it."""

from typing import Any

from models.plan.track import track_of


def _step(key: str, name: str, name_en: str, turn: str, question: str, **more: Any) -> Any:
    row = {"id": key, "naam": name, "naam_en": name_en, "beurt": turn, "vraag": question}
    beside = {"soort": "tekst", "hulp": "", "hulp_en": "", "regelingen": [], "bron": "verzonnen"}
    return row | {"vraag_en": f"{name_en}?"} | beside | more


TRACK: dict[str, Any] = {
    "categorieen": ["ontmoeten"],
    "stappen": [
        _step(
            "meedoen",
            "Wie doet mee",
            "Who joins in",
            "bewoner",
            "Wie doen er mee, en wat doet ieder?",
            hulp="Namen zijn niet nodig.",
            hulp_en="Names are not needed.",
            regelingen=["buurtbonus", "premie-op-actie"],
        ),
        _step("grond", "Van wie is de grond", "Whose ground", "wijkmanager", "Mag het daar?"),
        _step("opgave", "Waar past het bij", "What it fits", "bewoner", "Waarbij?", soort="opgave"),
        _step("partner", "Welke partner helpt", "Which partner", "partner", "Wie doet mee?"),
    ],
}
STEPS = track_of({"ontmoetingsplek": TRACK}).steps
