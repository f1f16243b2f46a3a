"""Tables, sessions, migrations and queries: with `rules`, the only home of SQL."""
