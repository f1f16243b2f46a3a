"""What is said about an odd or refused row: what is wrong, and how to mend it. Never a value of the row."""

from typing import Final

REFUSED: Final = {
    "no_child": "{field} is empty, so it is not known whose row this is. Fill in the child's id.",
    "child_too_long": "{field} is longer than 100 characters and cannot be an id. Check that no columns have shifted.",
    "no_date": "{field} is empty, so it is not known when this was. Fill it in as DD/MM/YYYY.",
    "unreadable_date": "{field} is no date. Write it as DD/MM/YYYY.",
}

NOTICED: Final = {
    "filler_dates": "{field} is 1 January 1900, which stands for no date; it counts as not recorded.",
    "unknown_code": "{field} holds a code that the list does not have; the text is kept, its meaning is unknown.",
    "unknown_answer": "{field} holds an answer that is not known; the text is kept and counts as unknown.",
    "unreadable_date": "{field} is no date; the row is kept with the text beside it. Write it as DD/MM/YYYY.",
    "ends_before_start": "{field} is earlier than the row's start; the row is kept as it is.",
    "reason_without_date": "{field} says why it ended, but no end date is given; it counts as still open.",
    "no_death_date": "{field} says that the child died, but no date is given; no death is recorded from it.",
    "repeated_key": "An earlier row of this list has the same child and {field}; both rows are kept. Find out whether one is left over.",
    "another_birth_date": "{field} differs from the one that another row gives for this child; each is kept. "
    "Find out which is right and correct it in the case system.",
    "iso_dates": "{field} is written as YYYY-MM-DD text; it is read as such.",
    "serial_dates": "{field} is a number without a date's format; it is read as the spreadsheet's day. "
    "Format the column as dates.",
    "no_events": "This list is counted, but it holds no fact about a child's case with the council that is read.",
    "extra_column": "Columns that this list does not have are not read: {field}.",
    "missing_column": "There is no column {field}; what it would say is unknown.",
    "doubled_column": "{field} is there more than once; only the first is read.",
}
