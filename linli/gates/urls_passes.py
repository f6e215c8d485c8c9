"""Passes and their keys."""

from django.urls import URLPattern, path

from linli.gates.views import household, keys, passes, passes_printing

urlpatterns: list[URLPattern] = [
    path("", passes.pass_list, name="passes"),
    path("new/", passes.pass_new, name="pass_new"),
    path("issue/", passes.passes_issue, name="passes_issue"),
    path("print/", passes_printing.passes_print, name="passes_print"),
    path("made/<uuid:run_id>/", passes_printing.passes_run, name="passes_run"),
    path("made/<uuid:run_id>/<int:number>/", passes_printing.passes_part, name="passes_part"),
    path("<uuid:pass_id>/", passes.a_pass, name="pass"),
    path("<uuid:pass_id>/replace/", passes.pass_replace, name="pass_replace"),
    path("<uuid:pass_id>/revoke/", passes.pass_revoke, name="pass_revoke"),
    # ---- of a household
    path("of/<uuid:household_id>/", household.household, name="household"),
    path("of/<uuid:household_id>/issue/", household.household_issue, name="household_issue"),
    path("of/<uuid:household_id>/errand/", household.errand_new, name="errand_new"),
    path("errands/<uuid:errand_id>/withdraw/", household.errand_withdraw, name="errand_withdraw"),
    # ---- keys
    path("keys/", keys.key_list, name="keys"),
    path("keys/rotate/", keys.key_rotate, name="key_rotate"),
    path("keys/withdraw/", keys.key_withdraw, name="key_withdraw"),
]
