"""Every change of the tables, in order; see the room's README before adding one."""
