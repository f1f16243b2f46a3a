"""A file that came with a form: its name and bytes, once the form is known to be ours."""

from starlette.datastructures import UploadFile
from starlette.requests import Request

from lif_plugin.errors import LifError
from lif_plugin.web.session import check_form, header_token


class NoFile(LifError):
    """No file came with the form."""

    code = "no_file"
    hint = "Choose one file in the field `file` and send the form again."


async def upload_of(request: Request) -> tuple[str, bytes]:
    """The name and the bytes of a form's one file. A program that sends its token in the header needs no page's.

    Raises `NoFile`, `FormExpired`.
    """
    async with request.form(max_files=1, max_fields=20) as form:
        if header_token(request) is None:
            check_form(request, form)
        given = form.get("file")
        if not isinstance(given, UploadFile) or not given.filename:
            raise NoFile
        return given.filename, await given.read()
