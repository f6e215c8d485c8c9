"""SQLite as Django has it, with ids read in a quarter of the time."""
