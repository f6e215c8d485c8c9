"""URLs of areas."""

from django.urls import path

from linli.areas.views import acts, one, picking, playbook, tree, workbook

app_name = "areas"
urlpatterns = [
    path("", tree.tree, name="tree"),
    path("pick/", picking.pick, name="pick"),
    path("playbook/", playbook.playbook, name="playbook"),
    path("<str:code>/", one.area, name="area"),
    path("<str:code>/found/", acts.found, name="found"),
    path("<str:code>/levels/", workbook.levels, name="import_levels"),
    path("<str:code>/rename/", acts.rename, name="rename"),
    path("<str:code>/move/", acts.move, name="move"),
    path("<str:code>/merge/", acts.merge, name="merge"),
    path("<str:code>/split/", acts.split, name="split"),
    path("<str:code>/close/", acts.close, name="close"),
]
