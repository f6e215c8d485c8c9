"""What notes about the days of an episode say. Loaded at start."""

from django.utils.translation import gettext_lazy as _

from linli.people.notes import SENTENCES

ABNORMAL, ABNORMAL_CARER, TEST_POSITIVE = "care_abnormal", "care_abnormal_carer", "care_test_positive"

SENTENCES.update(
    {
        ABNORMAL: _("A temperature or symptoms in {area} need a physician's look."),
        ABNORMAL_CARER: _("Somebody in {area} whom you care for has a temperature or symptoms: call them, keep your distance, tell the physician."),
        TEST_POSITIVE: _("A test in {area} is positive. It makes no case by itself: look at it and decide."),
    }
)  # fmt: skip
