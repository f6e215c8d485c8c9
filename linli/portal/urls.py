"""A household's own pages, behind its link."""

from django.urls import URLPattern, path

from linli.portal.views import care, checks, coming, home, kept

app_name = "portal"
LINK = "<slug:token>/"
COMING = f"{LINK}coming/<uuid:arrival_id>/"
urlpatterns: list[URLPattern] = [
    path(LINK, home.household, name="household"),
    path(f"{LINK}same/", home.same, name="same"),
    path(f"{LINK}changes/", home.changes, name="changes"),
    path(f"{LINK}coming/", coming.declaration_new, name="declaration_new"),
    path(COMING, coming.declaration, name="declaration"),
    path(f"{COMING}edit/", coming.declaration_edit, name="declaration_edit"),
    path(f"{COMING}withdraw/", coming.declaration_withdraw, name="declaration_withdraw"),
    path(f"{LINK}kept/", kept.kept, name="kept"),
    path(f"{LINK}looks/", kept.looks, name="looks"),
    path(f"{LINK}check/<uuid:episode_id>/", checks.check, name="check"),
    path(f"{LINK}care/", care.care, name="care"),
    path(f"{LINK}care/<uuid:episode_id>/<slug:kind>/", care.care_paper, name="care_paper"),
    path(f"{LINK}care/<uuid:episode_id>/<slug:kind>/pdf/", care.care_paper_pdf, name="care_paper_pdf"),
    path(f"{LINK}object/<slug:what>/<uuid:subject_id>/", care.objection_new, name="objection_new"),
    path(f"{LINK}objection/<uuid:appeal_id>/", care.objection, name="objection"),
    path(f"{LINK}ask/", kept.ask, name="ask"),
]
