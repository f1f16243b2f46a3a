"""Read queries for the schema and the pages: each takes a connection and the viewer, and shows what that viewer may see."""

from sqlalchemy import Connection

__all__ = ["Connection"]
