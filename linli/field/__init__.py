"""The phone app of those who go from door to door."""
