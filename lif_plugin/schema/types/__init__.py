"""The types of the schema, one file each: fields, arguments, filters and the queries that lead to them."""
