"""The pages and addresses of the server: the only home of Starlette."""

from lif_plugin.web.app import create_app
from lif_plugin.web.server import serve
from lif_plugin.web.services import Services

__all__ = ["Services", "create_app", "serve"]
