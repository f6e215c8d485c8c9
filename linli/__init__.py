"""Linli (邻里): one register, one duty board and one set of figures for a city in an emergency."""

__version__ = "0.1.0"
