"""Pages of people who must not wait."""

from django.urls import path

from linli.care.views import calls, needs, trips

urlpatterns = [
    path("", needs.board, name="needs"),
    path("cars/", needs.car_list, name="cars"),
    path("calls/", calls.call_list, name="calls"),
    path("calls/<uuid:resident_id>/", calls.triage, name="triage"),
    path("trips/<uuid:trip_id>/", trips.trip, name="trip"),
    path("trips/<uuid:trip_id>/arrange/", trips.arrange, name="trip_arrange"),
    path("trips/<uuid:trip_id>/on-the-way/", trips.set_out, name="trip_set_out"),
    path("trips/<uuid:trip_id>/done/", trips.done, name="trip_done"),
    path("trips/<uuid:trip_id>/not-done/", trips.not_done, name="trip_not_done"),
    path("trips/<uuid:trip_id>/cancel/", trips.cancel, name="trip_cancel"),
    path("trips/<uuid:trip_id>/open/<slug:what>/", trips.reveal, name="trip_reveal"),
    path("household/<uuid:household_id>/", calls.household, name="household_needs"),
    path("household/<uuid:household_id>/new/", calls.trip_new, name="trip_new"),
    path("household/<uuid:household_id>/again/", calls.rhythm_new, name="rhythm_new"),
    path("again/<uuid:rhythm_id>/end/", calls.rhythm_end, name="rhythm_end"),
]
