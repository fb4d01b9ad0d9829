"""What stands in the place of a photo that is not there any more: a picture of one sentence."""

from flask import Response
from markupsafe import Markup

_PICTURE = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" role="img" aria-label="{said}">'
    '<rect width="400" height="300" fill="#f0f0f0"/>'
    '<text x="200" y="155" text-anchor="middle" font-family="sans-serif" font-size="20"'
    ' fill="#333333">{said}</text></svg>'
)


def gone_photo(said: str) -> Response:
    """Not found, and yet something to look at: browsers show the body where the photo would be."""
    answer = Response(_PICTURE.format(said=said), 404, content_type="image/svg+xml")
    answer.headers["Cache-Control"] = "no-store"
    return answer
