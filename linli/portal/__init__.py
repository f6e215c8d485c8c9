"""The pages of residents: their own household, without an account."""
