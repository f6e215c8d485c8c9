"""Areas are found by pinyin; one that was founded by mistake may be closed on the same day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("areas", "0002_pack_the_tallies")]

    operations = [
        migrations.AddField("area", "initials", models.CharField(blank=True, editable=False, max_length=40, default=""), preserve_default=False),
        migrations.AddField("area", "pinyin", models.CharField(blank=True, editable=False, max_length=160, default=""), preserve_default=False),
        migrations.RemoveConstraint(model_name="area", name="area_ends_after_it_begins"),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until", None)) | models.Q(("valid_until__gte", models.F("valid_from"))),
                name="area_ends_not_before_it_begins",
            ),
        ),
    ]
