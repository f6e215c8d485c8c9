"""Invented cities: real divisions, made-up compounds, doors and people, and workbooks as messy as real ones.

Nobody in it exists. Identity numbers have valid check digits but begin with 231099, which was never the code of a
county; telephone numbers begin with 154, a block that is not given to subscribers.
"""
