"""One row holds all the numbers of an area. Earlier tallies are dropped: `linli figures --recount` counts them again."""

from django.db import migrations, models

import linli.areas.fields
import linli.core.fields


class Migration(migrations.Migration):
    dependencies = [("areas", "0001_initial")]

    operations = [
        migrations.DeleteModel(name="Tally"),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", linli.core.fields.CodeField(max_length=40)),
                ("grain", models.CharField(choices=[("place", "Place"), ("area", "Area")], max_length=8)),
                ("numbers", linli.areas.fields.NumbersField(default=dict)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["grain", "code", "from_on"], name="tally_by_area")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("grain", "code"), condition=models.Q(("until_on", None)), name="one_open_tally"
                    )
                ],
            },
        ),
    ]
