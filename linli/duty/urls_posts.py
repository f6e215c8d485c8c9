"""Posts: publishing, claiming, standing on them; places, calls for help, hours."""

from django.urls import path

from linli.duty.views import (
    posts,
    posts_at,
    posts_calls,
    posts_hours,
    posts_leading,
    posts_mine,
    posts_now,
    posts_places,
)

urlpatterns = [
    path("", posts.post_list, name="posts"),
    path("new/", posts.post_new, name="post_new"),
    path("now/", posts_now.now_page, name="on_duty"),
    path("findings/", posts_leading.finding_list, name="findings"),
    path("findings/<uuid:check_id>/settle/", posts_leading.finding_settle, name="finding_settle"),
    path("<uuid:post_id>/", posts.post, name="post"),
    path("<uuid:post_id>/edit/", posts.post_edit, name="post_edit"),
    path("<uuid:post_id>/cancel/", posts.post_cancel, name="post_cancel"),
    path("<uuid:post_id>/put/", posts_leading.claim_put, name="claim_put"),
    path("claims/<uuid:claim_id>/off/", posts_leading.claim_off, name="claim_off"),
    path("claims/<uuid:claim_id>/mend/", posts_leading.claim_mend, name="claim_mend"),
    path("claims/<uuid:claim_id>/missed/", posts_leading.claim_missed, name="claim_missed"),
    # ---- places
    path("places/", posts_places.place_list, name="places"),
    path("places/new/", posts_places.place_new, name="place_new"),
    path("places/<uuid:place_id>/", posts_places.place, name="place"),
    path("places/<uuid:place_id>/edit/", posts_places.place_edit, name="place_edit"),
    path("places/<uuid:place_id>/close/", posts_places.place_close, name="place_close"),
    path("places/<uuid:place_id>/code/", posts_places.place_code, name="place_code"),
    path("places/<uuid:place_id>/poster/", posts_places.place_poster, name="place_poster"),
    # ---- whoever stands on posts
    path("mine/", posts_mine.my_posts, name="my_posts"),
    path("open/<uuid:post_id>/", posts_mine.post_open, name="post_open"),
    path("open/<uuid:post_id>/claim/", posts_mine.post_claim, name="post_claim"),
    path("claims/<uuid:claim_id>/drop/", posts_mine.claim_drop, name="claim_drop"),
    path("claims/<uuid:claim_id>/offer/", posts_mine.claim_offer, name="claim_offer"),
    path("offers/<uuid:offer_id>/answer/", posts_mine.offer_answer, name="offer_answer"),
    path("hours/", posts_hours.my_hours, name="my_hours"),
    path("hours/pdf/", posts_hours.my_hours_pdf, name="my_hours_pdf"),
    path("calendar/new/", posts_hours.calendar_make, name="calendar_make"),
    path("calendar/remove/", posts_hours.calendar_remove, name="calendar_remove"),
    path("calendar/<slug:token>.ics", posts_hours.calendar_feed, name="calendar_feed"),
    # ---- at a place
    path("at/<slug:code>/", posts_at.at, name="at"),
    path("at/<slug:code>/check/", posts_at.at_check, name="at_check"),
    path("at/<slug:code>/hand-over/", posts_at.at_handover, name="at_handover"),
    path("points/<uuid:handover_id>/<int:number>/", posts_at.at_point, name="at_point"),
    # ---- calls for help
    path("calls/", posts_calls.call_list, name="calls"),
    path("calls/new/", posts_calls.call_new, name="call_new"),
    path("calls/to-us/", posts_calls.calls_to_us, name="calls_to_us"),
    path("calls/<uuid:call_id>/", posts_calls.call, name="call"),
    path("calls/<uuid:call_id>/close/", posts_calls.call_close, name="call_close"),
    path("calls/answers/<uuid:answer_id>/", posts_calls.call_answer, name="call_answer"),
]
