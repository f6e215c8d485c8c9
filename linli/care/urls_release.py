"""Pages of releases, later ends, transfers and objections."""

from django.urls import URLPattern, URLResolver, path

from linli.care.views import appeals, papers, prolonging, release, transfers

TRANSFER = "transfers/<uuid:transfer_id>/"
APPEAL = "appeals/<uuid:appeal_id>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", release.release_queue, name="release_queue"),
    path("chosen/", release.release_several, name="release_chosen"),
    path("<uuid:episode_id>/", release.release, name="release"),
    path("<uuid:episode_id>/seen/", release.end_seen, name="end_seen"),
    path("<uuid:episode_id>/longer/", prolonging.prolong, name="prolong"),
    path("longer/<uuid:asked_id>/", prolonging.prolongation, name="prolongation"),
    path("<uuid:episode_id>/papers/", papers.papers, name="papers"),
    path("<uuid:episode_id>/papers/<slug:kind>/", papers.paper, name="paper"),
    path("<uuid:episode_id>/papers/<slug:kind>/pdf/", papers.paper_pdf, name="paper_pdf"),
    path("transfers/", transfers.transfers, name="transfers"),
    path("<uuid:episode_id>/transfer/", transfers.transfer_new, name="transfer_new"),
    path(TRANSFER, transfers.transfer, name="transfer"),
    path(f"{TRANSFER}needs/", transfers.transfer_needs, name="transfer_needs"),
    path(f"{TRANSFER}approve/", transfers.transfer_approve, name="transfer_approve"),
    path(f"{TRANSFER}vehicle/", transfers.transfer_vehicle, name="transfer_vehicle"),
    path(f"{TRANSFER}hand-over/", transfers.transfer_hand_over, name="transfer_hand_over"),
    path(f"{TRANSFER}arrive/", transfers.transfer_arrive, name="transfer_arrive"),
    path(f"{TRANSFER}drop/", transfers.transfer_drop, name="transfer_drop"),
    path("appeals/", appeals.appeals, name="appeals"),
    path("appeals/new/<uuid:household_id>/", appeals.appeal_new, name="appeal_new"),
    path(APPEAL, appeals.appeal, name="appeal"),
    path(f"{APPEAL}withdraw/", appeals.appeal_withdraw, name="appeal_withdraw"),
]
