"""The pages of an import, in the order in which a clerk meets them."""
