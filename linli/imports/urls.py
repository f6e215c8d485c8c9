"""URLs of imports."""

from django.urls import path

from linli.imports.views import deciding, starting, working

app_name = "imports"
urlpatterns = [
    path("", starting.batches, name="batches"),
    path("new/", starting.new, name="new"),
    path("<uuid:batch_id>/", deciding.preview, name="preview"),
    path("<uuid:batch_id>/columns/", starting.mapping, name="mapping"),
    path("<uuid:batch_id>/sheet/", starting.sheet, name="sheet"),
    path("<uuid:batch_id>/rows/<int:number>/answer/", deciding.answer, name="answer"),
    path("<uuid:batch_id>/answers/", deciding.answer_alike, name="answer_alike"),
    path("<uuid:batch_id>/write/", deciding.commit, name="commit"),
    path("<uuid:batch_id>/progress/", working.progress, name="progress"),
    path("<uuid:batch_id>/stop/", working.stop, name="stop"),
    path("<uuid:batch_id>/resume/", working.resume, name="resume"),
    path("<uuid:batch_id>/result/", working.result, name="result"),
    path("<uuid:batch_id>/workbook/", deciding.workbook, name="workbook"),
    path("<uuid:batch_id>/undo/", working.undo, name="undo"),
    path("<uuid:batch_id>/discard/", working.discard, name="discard"),
]
