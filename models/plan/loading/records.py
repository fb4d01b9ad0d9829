"""What all records of a gemeente's files share: their manners and their kinds of values."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


def _as_text(value: Any) -> Any:
    # `nummer: 112` and `id: 2025` are numbers to YAML and texts to us.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _with_point(value: Any) -> Any:
    return value.replace(",", ".") if isinstance(value, str) else value


class Record(BaseModel):
    """One entry of a file. Its fields are English here and Dutch, as alias, in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


Text = Annotated[str, BeforeValidator(_as_text), StringConstraints(min_length=1, max_length=2000)]
Name = Annotated[Text, StringConstraints(max_length=80)]
Short = Annotated[Text, StringConstraints(max_length=24)]
Title = Annotated[Text, StringConstraints(max_length=160)]
Slug = Annotated[Text, StringConstraints(max_length=48, pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$")]
Url = Annotated[Text, StringConstraints(pattern=r"^https?://\S+$")]
Email = Annotated[Text, StringConstraints(max_length=120, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Weight = Annotated[int, Field(strict=True, ge=1, le=3)]
Euro = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Year = Annotated[int, Field(ge=1990, le=2100)]
Decimal = Annotated[float, BeforeValidator(_with_point), Field(allow_inf_nan=False)]
