"""What is said about an odd or refused row: what is wrong, and how to mend it. Never a value of the row."""

from typing import Final

REFUSED: Final = {
    "blank_row": "The row has separators but no value. Delete it if it is left over.",
    "no_child": "CHILD is empty, so it is not known whose record this is. Fill in the child's id.",
    "child_too_long": "CHILD is longer than 100 characters and cannot be an id. Check that no columns have shifted.",
    "cell_count": "The row does not have as many cells as the first row has columns. "
    "Look for a missing or an extra separator.",
    "open_quote": "A quotation mark is opened and not closed. Close it or take it out.",
    "line_too_long": "The line is longer than 131,072 characters. Look for a missing line break.",
    "child_too_large": "The child's record is larger than any can be. Look for a missing end of a CHILD element.",
    "child_cut_off": "The child's record is torn here, so nothing of it was read. Export the file again.",
    "no_date": "{field} is empty, so it is not known when this was. Fill it in as DD/MM/YYYY.",
    "unreadable_date": "{field} is no date. Write it as DD/MM/YYYY.",
}

NOTICED: Final = {
    "filler_dates": "Dates are written as 1 January 1900, which stands for no date; they count as not recorded.",
    "unknown_code": "{field} holds a code that the return does not have; the text is kept, its meaning is unknown.",
    "code_not_in_collection": "{field} holds a code of other collections; it is kept.",
    "out_of_range": "{field} is not a whole number from 0 to 40; the text is kept.",
    "unreadable_date": "{field} is no date; the row is kept with the text beside it. Write it as DD/MM/YYYY.",
    "ends_before_start": "{field} is earlier than the row's start; the row is kept as it is.",
    "end_without_date": "{field} says why it ended, but no end date is given; it counts as still open.",
    "no_death_date": "{field} says that the child died, but no date is given; no death is recorded from it.",
    "repeated_key": "An earlier row has the same CHILD and {field}; both rows are kept. Find out whether one is left over.",
    "another_birth_date": "{field} differs from the one that an earlier row gives for this child; each is kept. "
    "Find out which is right and correct it in the case system.",
    "too_long": "{field} is longer than 100 characters; it is kept in the detail only.",
    "outside_year": "{field} of {count} rows lies outside the collection year {year}; the rows are kept.",
    "iso_dates": "Dates are written as YYYY-MM-DD; they are read as such.",
    "extra_column": "Columns that this table does not have are not read: {field}.",
    "missing_column": "{field} is not in the file; what it would say is unknown.",
    "doubled_column": "{field} is there more than once; only the first is read.",
    "table_not_in_collection": "The table {table} came later than the collection year {year}; it is read all the same.",
    "encoding": "The file is not UTF-8; it is read as {encoding}.",
    "odd_characters": "The file holds NUL characters; each is replaced by a mark.",
    "separator": "The cells are separated by {separator} in place of a comma.",
    "stray_text": "There is text between the elements of {field}; it is not read. Look for a missing tag.",
    "unknown_element": "{field} is no element of the return; it is not read.",
    "file_ends_early": "The file ends in the middle of its content. The children before are in; what should "
    "follow is not, and nothing is taken as covered. Export it again.",
    "not_well_formed": "From here on the file is not XML. The children before are in; the rest is not, and nothing "
    "is taken as covered. Export it again.",
}
