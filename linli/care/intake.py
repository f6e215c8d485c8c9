"""The kinds of fact of care."""
