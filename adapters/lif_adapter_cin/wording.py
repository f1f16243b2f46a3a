"""What is said about an odd or refused row: what is wrong, and how to mend it. Never a value of the row."""

from typing import Final

REFUSED: Final = {
    "blank_row": "{field} holds no value. Take it out if it is left over.",
    "no_child": "LAchildID is empty, so it is not known whose record this is. Fill in the child's id.",
    "child_too_long": "LAchildID is longer than 100 characters and cannot be an id.",
    "child_too_large": "The child's record is larger than any can be. Look for a missing end of a Child element.",
    "child_cut_off": "The child's record is torn here, so nothing of it was read. Export the file again.",
    "no_date": "{field} is empty, so it is not known when this was. Fill it in as YYYY-MM-DD.",
    "unreadable_date": "{field} is no date. Write it as YYYY-MM-DD.",
}

NOTICED: Final = {
    "filler_dates": "Dates are written as 1 January 1900, which stands for no date; they count as not recorded.",
    "unknown_code": "{field} holds a code that the census does not have; the text is kept, its meaning is unknown.",
    "code_not_in_collection": "{field} holds a code of other collections; it is kept.",
    "out_of_range": "{field} is not a whole number from 0 to 99; the text is kept.",
    "unreadable_date": "{field} is no date; the row is kept with the text beside it. Write it as YYYY-MM-DD.",
    "ends_before_start": "{field} is earlier than the row's start; the row is kept as it is.",
    "end_without_date": "{field} says why the case was closed, but no date is given; it counts as still open.",
    "no_death_date": "{field} says that the child died, but PersonDeathDate is empty; "
    "the death is recorded without its day. Fill in PersonDeathDate.",
    "repeated_key": "An earlier row has the same child and {field}; both rows are kept. Find out whether one is left over.",
    "stray_text": "There is text between the elements of {field}; it is not read. Look for a missing tag.",
    "unknown_element": "{field} is no element of the census at this place; it is not read.",
    "doubled_element": "{field} is there more than once; only the first is read.",
    "odd_case": "{field} is written with other capitals than in the census; it is read.",
    "element_not_in_collection": "{field} is not in the census of {year}; it is read all the same.",
    "after_period": "{field} of {count} rows lies after the census year {year}; the rows are kept.",
    "british_dates": "Dates are written as DD/MM/YYYY; they are read as such.",
    "encoding": "The file is not UTF-8 and does not say what it is; it is read as {encoding}.",
    "no_header": "The file has no header of the census; its period is the one given at the import.",
    "file_ends_early": "The file ends in the middle of its content. The children before are in; what should "
    "follow is not, and nothing is taken as covered. Export it again.",
    "not_well_formed": "From here on the file is not XML. The children before are in; the rest is not, and nothing "
    "is taken as covered. Export it again.",
}
