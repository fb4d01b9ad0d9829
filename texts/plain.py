"""How easy a text is to read, measured: B1 asks for short and active sentences and plain words."""

import re
from collections.abc import Mapping
from functools import cache

WORDS_OF_A_SENTENCE = 15
# English may be longer.
ENGLISH_SENTENCE = 18
_WORD = re.compile(r"[\w{]\S*")
# A passive: a form of "worden" with a participle in the same sentence.
_BECOMES = re.compile(r"\b(?:wordt|worden|werd|werden)\b", re.IGNORECASE)
_PARTICIPLE = re.compile(
    r"\b(?:(?:aan|af|bij|door|in|los|mee|na|om|op|over|samen|terug|toe|uit|vast|voor|weg)?"
    r"ge\w{2,}(?:d|t|en)|(?:voor)?be\w{3,}(?:d|t)|(?:ver|ont|her)\w{3,}(?:d|t|en))\b",
    re.IGNORECASE,
)
# Words that B1 does without, with what to say instead.
_HARD = {
    "nl": """
        aangaande=over aanvang=begin alsmede=en alvorens=voordat beduidend=veel behelst=is
        behoudens=behalve beoogt=wil betreffende=over bewerkstelligen=doen bijgevolg=dus
        circa=ongeveer conform=volgens continueren=doorgaan daadwerkelijk=echt derhalve=dus
        desalniettemin=toch desbetreffende=die desgewenst=graag dient=moet dienen=moeten
        discrepantie=verschil doch=maar draagvlak=steun echter=maar effectueren=doen
        eenieder=iedereen evalueren=bekijken evenals=en evident=duidelijk faciliteren=helpen
        feitelijk=echt gaarne=graag geenszins=niet gelieve=wilt geschieden=gebeuren gezien=want
        gremium=groep hanteren=gebruiken heden=nu hieromtrent=hierover hoogachtend=groet
        immers=want implementeren=invoeren inachtneming=rekening incidenteel=soms indien=als
        ingevolge=door initiëren=beginnen integraal=heel inventariseren=bekijken jegens=tegen
        jongstleden=vorige kenbaar=bekend krachtens=door middels=met mits=als momenteel=nu
        nadien=daarna namelijk=want nihil=niets nochtans=toch nopens=over omtrent=over
        onderhavige=deze ongeacht=ook onverwijld=meteen optimaal=goed participeren=meedoen
        participatie=meedoen periodiek=soms pogen=proberen realiseren=maken reeds=al
        relevant=belangrijk respectievelijk=en resulteren=leiden slechts=alleen
        stakeholder=betrokkene stakeholders=betrokkenen substantieel=groot teneinde=om
        tenzij=behalve terzake=hierover tevens=ook thans=nu transparant=open trachten=proberen
        uitermate=heel vanwege=door veelal=vaak verifiëren=nakijken verkrijgen=krijgen
        verstrekken=geven vigerend=geldig voornemens=van-plan voorts=ook waarborgen=zorgen
        wegens=door wenselijk=fijn woonachtig=wonen zienswijze=mening zodanig=zo zodoende=zo
        zorgdragen=zorgen
    """,
    "en": """
        additional=more aforementioned=this ascertain=find commence=begin endeavour=try
        facilitate=help hereby=now herein=here hereinafter=later henceforth=now
        implement=do initiate=begin notwithstanding=despite prior=before pursuant=under
        regarding=about thereof=of-it thereto=to-it utilise=use utilize=use whereas=but
        whilst=while stakeholder=partner stakeholders=partners
    """,
}


def sentences(text: str) -> list[str]:
    """The sentences and lines of a text, without marks of emphasis."""
    plain = text.replace("**", "")
    return [piece for piece in re.split(r"(?<=[.!?])\s+|\n+", plain) if piece.strip()]


def too_long(text: str, language: str = "nl") -> list[str]:
    """The sentences with more words than a reader bears."""
    most = WORDS_OF_A_SENTENCE if language == "nl" else ENGLISH_SENTENCE
    return [one for one in sentences(text) if len(_WORD.findall(one)) > most]


def passive(text: str) -> list[str]:
    """The Dutch sentences in which nobody does anything: "wordt gelezen"."""
    return [one for one in sentences(text) if _BECOMES.search(one) and _PARTICIPLE.search(one)]


def hard_words(text: str, language: str) -> Mapping[str, str]:
    """The hard words of a text, each with what says it plainly."""
    return {word: plain for word, plain in _plain_for(language).items() if word in words(text)}


def words(text: str) -> set[str]:
    """The words themselves: no placeholders, no addresses, no names of commands."""
    bare = re.sub(r"\{\w+\}|https?://\S+|`[^`]*`", " ", text)
    return set(re.findall(r"[^\W\d_]+", bare.casefold()))


@cache
def _plain_for(language: str) -> Mapping[str, str]:
    pairs = (pair.partition("=") for pair in _HARD[language].split())
    return {word: plain.replace("-", " ") for word, _, plain in pairs}
