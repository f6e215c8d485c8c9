import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duty", "0002_checks_at_places_and_calendar_links"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="volunteer",
            name="appointment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.appointment",
            ),
        ),
    ]
