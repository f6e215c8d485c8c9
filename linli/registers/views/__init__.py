"""The pages of the register: the list, the search, one household, its forms, duplicates, print."""
