"""Choices as a script reads them."""

from django.db.models import Choices


def labels(choices: type[Choices]) -> dict[str, str]:
    return {str(value): str(label) for value, label in choices.choices}
