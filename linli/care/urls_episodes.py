"""Episodes: the list, one of them, the two signatures, what follows; cases; many at once."""

from django.urls import URLPattern, URLResolver, path

from linli.care.views import batches, cases, episodes, episodes_acts, episodes_health, episodes_signing

ONE = "<uuid:episode_id>/"
CASE = "cases/<uuid:case_id>/"
BATCH = "together/<uuid:batch_id>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", episodes.episode_list, name="episodes"),
    path("agree/", episodes_signing.to_agree, name="to_agree"),
    path("propose/", episodes_acts.propose_search, name="propose"),
    path("propose/<uuid:resident_id>/", episodes_acts.propose, name="propose_one"),
    path("cases/", cases.case_list, name="cases"),
    path("cases/report/<uuid:resident_id>/", cases.report, name="case_report"),
    path(CASE, cases.case, name="case"),
    path(f"{CASE}confirm/", cases.confirm, name="case_confirm"),
    path(f"{CASE}rule-out/", cases.rule_out, name="case_rule_out"),
    path("together/", batches.batch_list, name="batches"),
    path("together/new/", batches.batch_new, name="batch_new"),
    path(BATCH, batches.batch, name="batch"),
    path(f"{BATCH}agree/", batches.agree, name="batch_agree"),
    path(ONE, episodes.episode, name="episode"),
    path(f"{ONE}sign/", episodes_signing.sign, name="episode_sign"),
    path(f"{ONE}agree/", episodes_signing.agree, name="episode_agree"),
    path(f"{ONE}decline/", episodes_signing.decline, name="episode_decline"),
    path(f"{ONE}home/", episodes_acts.home, name="episode_home"),
    path(f"{ONE}begin/", episodes_acts.begin, name="episode_begin"),
    path(f"{ONE}cancel/", episodes_acts.cancel, name="episode_cancel"),
    path(f"{ONE}open/<slug:what>/", episodes_health.reveal, name="episode_reveal"),
]
