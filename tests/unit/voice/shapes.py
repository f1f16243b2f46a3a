"""Long notes of every shape that could make a reader slow: no end, no marks, one section, one quotation, open brackets."""

_RUN = "she said mum is tired and she likes nan, then we went to the shop because the dog was out "

SHAPES = {
    "a sentence without an end": lambda count: "Saw Amy (9) " + _RUN * count,
    "no marks at all": lambda count: "Saw Amy (9) " + "the cat sat on the mat with mum in the room " * count,
    "many sentences": lambda count: (_RUN + ". ") * count,
    "one long section": lambda count: "Child's views:\n" + (_RUN + ". ") * count,
    "one long quotation": lambda count: 'Amy (9) said "' + _RUN * count + '"',
    "many quotations": lambda count: "Amy (9) said 'i am tired of it' and mum said 'she is fine' " * count,
    "brackets that never close": lambda count: "Saw Amy (9) ( she was " * count,
    "a list of names": lambda count: "".join(
        f"Amy{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}, " for n in range(count)
    ),
    "one name again and again": lambda count: "Amy, " * count,
    "many lines": lambda count: "Views: she wants nan\n" * count,
}
"""By name, a function from a count to a note so many times as long."""
