"""Notes written to the child: `Dear Tom, you told me…`. There `you` is the child and `your mum` the mother."""

from lif_plugin.voice.people import Cast
from lif_plugin.voice.tokens import Token

_GREETINGS = frozenset({"dear", "hi", "hello"})
_TITLED = frozenset("mr mrs ms miss dr sir madam all team colleague colleagues parents parent".split())


def address_child(tokens: list[Token], cast: Cast, record_type: str) -> None:
    """Gives `you` and `your` their person where the note opens by greeting somebody who is no adult, in place.

    Where the record type says that it is a letter to the child, whoever is greeted is the child; else it must be the
    child's own name.
    """
    at = next((place for place, token in enumerate(tokens[:3]) if token.low in _GREETINGS), None)
    if at is None or at + 1 >= len(tokens):
        return
    greeted = tokens[at + 1]
    to_child = "letter to child" in record_type or "letter to the child" in record_type
    if greeted.low.split(" ")[0] in _TITLED or not (
        greeted.role == "child" or (to_child and greeted.raw[:1].isupper())
    ):
        return
    if greeted.role in {"", "other"}:
        greeted.role, greeted.keys = "child", greeted.keys - {"@other"} | {"@child", "name"}
    cast.names.add(greeted.low)
    for token in tokens[at + 2 :]:
        if token.low in {"you", "yourself"}:
            token.role, token.keys = "child", token.keys | {"@child"}
        elif token.low == "your":
            token.keys = token.keys | {"@child's"}
