"""What is asked of contacts and days is asked for one day: a city's is found without going through all days."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0003_search_by_pinyin_and_close_on_the_same_day'),
        ('registers', '0006_restrictions_have_a_source'),
        ('rounds', '0005_write_contacts_with_fewer_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='contactentry',
            name='contact_in_area',
        ),
        migrations.RemoveIndex(
            model_name='householdday',
            name='household_day_in_area',
        ),
        migrations.AddIndex(
            model_name='contactentry',
            index=models.Index(fields=['on', 'area_code'], name='contact_by_day'),
        ),
        migrations.AddIndex(
            model_name='householdday',
            index=models.Index(fields=['on', 'area_code'], name='household_day_by_day'),
        ),
    ]
