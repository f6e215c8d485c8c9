"""The pages of people: accounts, roles, organisations, one's own page, and the two trails."""
