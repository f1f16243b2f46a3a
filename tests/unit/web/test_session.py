"""Where a reader may be sent on to after signing in."""

import pytest

from lif_plugin.web.session import local_path


@pytest.mark.parametrize("path", ["/", "/panel/E-1001", "/graphql"])
def test_path_of_this_server_is_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        None,
        "panel",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/a\r\nb",
        "javascript:x",
    ],
)
def test_anything_else_becomes_the_start_page(path: str | None) -> None:
    assert local_path(path) == "/"
