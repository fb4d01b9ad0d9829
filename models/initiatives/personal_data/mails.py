"""Mail addresses of people, also those spelled out. A desk's own mailbox is nobody's."""

import re
from collections.abc import Iterator

from models.initiatives.personal_data.findings import Finding, Kind

_PROVIDERS = (
    "gmail|googlemail|hotmail|outlook|live|msn|ziggo|kpnmail|kpn|planet|xs4all|hetnet|icloud|yahoo|"
    "upcmail|quicknet|casema|chello|telfort|tele2|protonmail|proton|gmx|solcon|zonnet|home|online"
)
_ENDS = "nl|com|net|org|eu|be|de|info|nu|frl|me|io|uk|fr|pl|tr|es|it|email|online|biz"
_NAME = r"[\w][\w.+-]{0,63}(?:\s+(?:punt|dot|underscore|streepje)\s+\w+)*"
_DOT = r"(?:\s*[.,]\s*|\s+(?:punt|dot)\s+|\s*[(\[{](?:punt|dot)[)\]}]\s*)"
_TAIL = r"ape?n?-?\s?staart(?:je)?|apestaart(?:je)?"
_SPELLED = rf"(?:\s*[(\[{{<]\s*(?:at|@|{_TAIL})\s*[)\]}}>]\s*|\s+(?:at|{_TAIL})\s+)"
_FORMS = (
    r"[\w][\w.+-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63})*[.,][a-z]{2,}",
    rf"{_NAME}\s+@\s+[\w-]{1, 63}(?:{_DOT}[\w-]{1, 63})*{_DOT}[a-z]{{2,}}",
    rf"[\w][\w.+-]{0, 63}@[\w-]{1, 63}(?:{_DOT}[\w-]{1, 63})*?{_DOT}(?:{_ENDS})",
    rf"{_NAME}\s?@\s?(?:{_PROVIDERS})",
    rf"{_NAME}{_SPELLED}[\w-]{1, 63}(?:(?:\.|\s+(?:punt|dot)\s+)[\w-]{1, 63})*?"
    rf"(?:\.|\s+(?:punt|dot)\s+|\s?[(\[](?:punt|dot)[)\]]\s?)(?:{_ENDS})",
    rf"{_NAME}{_SPELLED}(?:{_PROVIDERS.removesuffix('|home|online')})",
)
_MAIL = re.compile("|".join(rf"(?<![\w.+-])(?:{form})(?!\w)" for form in _FORMS), re.IGNORECASE)
_OF_DESK = re.compile(
    r"(?:info|contact|post|postbus|bestuur|secretariaat|receptie|redactie|service|klantenservice|"
    r"administratie|aanmelden|gemeente|postbus|welkom|wijkservicepunt\w*)@"
    rf"(?!(?:{_PROVIDERS})\.)",
    re.IGNORECASE,
)


def mails(text: str) -> Iterator[Finding]:
    for found in _MAIL.finditer(text):
        if not _OF_DESK.match(found[0]):
            yield Finding(found.start(), found.end(), Kind.MAIL)
