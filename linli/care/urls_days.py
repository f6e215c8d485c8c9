"""Pages of the days: checks, tests, things to bring or do."""

from django.urls import URLPattern, URLResolver, path

from linli.care.views import days, days_tests

urlpatterns: list[URLPattern | URLResolver] = [
    path("", days.checks, name="days_checks"),
    path("checks/<uuid:episode_id>/new/", days.check_new, name="days_check_new"),
    path("checks/<uuid:check_id>/open/", days.check_open, name="days_check_open"),
    path("unusual/", days.unusual, name="days_abnormal"),
    path("tests/", days_tests.tests, name="days_tests"),
    path("tests/results/", days_tests.results, name="days_results"),
    path("tests/<uuid:test_id>/result/", days_tests.result, name="days_result"),
    path("tasks/", days.tasks, name="days_tasks"),
    path("tasks/<uuid:task_id>/", days.task_set, name="days_task_set"),
]
