"""Words for what a household may tell. The values are those of `rounds.bodies`."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SIGNS = [
    ("fever", pgettext_lazy("sign", "Fever")),
    ("dry_cough", pgettext_lazy("sign", "Dry cough")),
    ("fatigue", pgettext_lazy("sign", "Tired and weak")),
    ("sore_throat", pgettext_lazy("sign", "Sore throat")),
    ("loss_of_smell", pgettext_lazy("sign", "Smells or tastes nothing")),
    ("diarrhoea", pgettext_lazy("sign", "Diarrhoea")),
    ("runny_nose", pgettext_lazy("sign", "Runny nose")),
    ("conjunctivitis", pgettext_lazy("sign", "Red eyes")),
    ("muscle_pain", pgettext_lazy("sign", "Aching muscles")),
    ("other", pgettext_lazy("sign", "Something else")),
]
SCHOOLING = [
    ("at_school", _("Goes to school each day")),
    ("boarding", _("Boards at school")),
    ("at_home", _("Learns at home")),
]
NEEDS = [
    ("medicine", pgettext_lazy("need", "Medicine")),
    ("hospital", pgettext_lazy("need", "To a hospital")),
    ("food", pgettext_lazy("need", "Food and daily goods")),
    ("care", pgettext_lazy("need", "Somebody to look after a person")),
    ("repair", pgettext_lazy("need", "Repair: water, power, heating")),
    ("other", pgettext_lazy("need", "Something else")),
]
