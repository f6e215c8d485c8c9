"""Linli's SQLite, with the tests' tables made once by the migrations and kept until a migration changes."""
