"""What real exports look like: each quirk in each form, what is said of it, and that the rest of the file is in."""

from tests.contract.quirks import annex_a, cin, dfe_api, ssd, ssda903, ssda903_xml
from tests.contract.quirks.case import QUIRKS, Case, Form

FORMS: tuple[Form, ...] = (ssda903.FORM, ssda903_xml.FORM, cin.FORM, annex_a.FORM, ssd.FORM, dfe_api.FORM)

__all__ = ["FORMS", "QUIRKS", "Case", "Form"]
