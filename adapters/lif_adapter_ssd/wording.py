"""What is said about an odd or refused row: what is wrong, and how to mend it. Never a value of the row."""

from typing import Final

REFUSED: Final = {
    "no_child": "{field} is empty and no other table says whose row this is. Fill it in, or export the table that joins it.",
    "child_too_long": "{field} is longer than 100 characters and cannot be an id. Check that no columns have shifted.",
    "no_date": "{field} is empty, so it is not known when this was. Fill it in as YYYY-MM-DD.",
    "unreadable_date": "{field} is no date. Write it as YYYY-MM-DD.",
    "no_last_day": "The row has no day of its own, and no other table shows up to which day the set knows. "
    "Add the tables of visits, reviews or contacts.",
    "cell_count": "The row does not have as many cells as the first row has columns. "
    "Look for a missing or an extra separator or quotation mark.",
    "line_too_long": "A cell is longer than 131,072 characters. Look for a quotation mark that is not closed.",
}

NOTICED: Final = {
    "unknown_code": "{field} holds a code that the dataset does not have; the text is kept, its meaning is unknown.",
    "unknown_answer": "{field} is neither yes nor no; it counts as unknown and the text is kept.",
    "local_phrase": "{field} is no code and no known description; the phrase is kept, its meaning is unknown.",
    "unreadable_date": "{field} is no date; the row is kept with the text beside it. Write it as YYYY-MM-DD.",
    "unreadable_json": "{field} is not the JSON it should be; what it would say is unknown.",
    "ends_before_start": "{field} is earlier than the row's start; the row is kept as it is.",
    "end_without_date": "{field} says why it ended, but no end date is given; it counts as still open.",
    "repeated_key": "An earlier row has the same {field}; both rows are kept. Find out whether one is left over.",
    "no_key": "{field} is empty; the row is known by its child and day in its place.",
    "not_yet": "{field} is empty: planned and not yet held, so no event.",
    "placeholder": "The table is not built yet; its rows hold placeholders and no facts.",
    "blank_as_no": "{field} is never blank here, as where a case system turns blank into N: N is taken as unknown.",
    "missing_column": "{field} is not there; what it would say is unknown.",
    "extra_column": "Columns that the table does not have are not read: {field}.",
    "encoding": "The file is not UTF-8; it is read as cp1252.",
}
