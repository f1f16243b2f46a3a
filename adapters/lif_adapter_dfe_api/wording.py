"""What is said about an odd or refused object: what is wrong, and how to mend it. Never a value of the record."""

from typing import Final

REFUSED: Final = {
    "no_child": "la_child_id is empty, so it is not known whose record this is. Fill it in.",
    "child_too_long": "la_child_id is longer than 100 characters and cannot be an id.",
    "not_an_object": "{field} is not the object or list of objects that it should be.",
    "no_date": "{field} is empty, so it is not known when this was. Send it as YYYY-MM-DD.",
    "unreadable_date": "{field} is no date. Send it as YYYY-MM-DD.",
    "purge_of_what": "{field} asks for this to be removed, but it has neither an id nor a day, so it is not known what is "
    "meant; nothing was removed. Send it with its id.",
}

NOTICED: Final = {
    "filler_dates": "Dates are written as 1 January 1900, which stands for no date; they count as not recorded.",
    "only_identifiers": "The record holds identifiers only and does not ask for removal, so it says nothing. "
    "If the child is to be removed, purge must be true.",
    "older_form": "The record is written as before version 0.7 of the payload; it is read as such.",
    "unknown_code": "{field} holds a code that the payload does not have; the text is kept, its meaning is unknown.",
    "unknown_answer": "{field} is neither true nor false; it counts as unknown.",
    "unreadable_date": "{field} is no date; the object is kept with the text beside it. Send it as YYYY-MM-DD.",
    "another_birth_date": "{field} differs from the one that an earlier record gives for this child; the later one counts. "
    "Find out which is right and correct it in the case system.",
    "ends_before_start": "{field} is earlier than the object's start; it is kept as it is.",
    "end_without_date": "{field} says why it ended, but no end date is given; it counts as still open.",
    "repeated_key": "An earlier object of this record has the same {field}; both are kept. Find out whether one is left over.",
    "no_referral_date": "{field} is empty; the episode's referral is not taken, what is inside it is.",
    "out_of_range": "{field} is not a whole number from 0 to 40; the text is kept.",
    "unknown_member": "Members that the payload does not have are not read: {field}.",
}
