"""What all tables are made with: one metadata, names of constraints, and common columns."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, String

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id: Final = BigInteger().with_variant(Integer, "sqlite")
Uuid: Final = String(36)
Name: Final = String(64)
Ref: Final = String(200)


def agency_column(*, primary_key: bool = False) -> Column[str]:
    """The agency a row belongs to; its row policy reads it."""
    return Column("agency_id", Name, ForeignKey("agency.id"), nullable=False, primary_key=primary_key)


def case_column(*, primary_key: bool = True) -> Column[int]:
    """The case a row is about."""
    return Column("case_id", Id, ForeignKey("case_record.id"), nullable=False, primary_key=primary_key)
