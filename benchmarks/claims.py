"""310 posts within the minute in which they are published: 500 people claim at once, through the pages, on both databases.

Everybody sends two claims for the same hours in the same moment, then tries on until one is theirs, or gives up.
Afterwards every post must have just the people that it asked for, nobody two posts, and everybody a clear answer.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from statistics import median, quantiles
from typing import Any

from benchmarks import morning
from benchmarks.intake import postgresql, sqlite
from benchmarks.morning import RESULTS, python, row, served

PEOPLE, POSTS = 500, 310
TRIES = 8  # then somebody gives up; by then every post has been asked for many times over
LONGEST_S = 10.0
TOKEN = "a" * 32  # the same in cookie and header, as a browser sends it
CLEAR = {303, 409}  # it is yours; it is not, and why

CAST = """
import django, json, sys
django.setup()
from datetime import date, timedelta
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from linli.areas.models import Area
from linli.duty.models import DutyPlace, Post
from linli.people.models import Appointment, User
people, posts = int(sys.argv[1]), int(sys.argv[2])
area = Area.objects.filter(level="community").order_by("code").first()
place = DutyPlace.objects.create(area=area, area_code=area.code, name="压测门", kind="gate")
begins = timezone.now() + timedelta(hours=20)
made = [Post(area=area, area_code=area.code, place=place, kind="gatekeeper", starts_at=begins, headcount=1,
             ends_at=begins + timedelta(hours=4), published_at=timezone.now()) for n in range(posts)]
Post.objects.bulk_create(made)
users = [User(username=f"bench-claims-{n}", name=f"压测{n}") for n in range(people)]
User.objects.bulk_create(users)
Appointment.everywhere.bulk_create([Appointment(user=u, role="volunteer", area=area, area_code=area.code,
                                                from_on=date(2020, 1, 1)) for u in users])
sessions = []
for user in users:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    sessions.append(session.session_key)
print(json.dumps({"sessions": sessions, "posts": [str(p.pk) for p in made],
                  "places": sum(p.headcount for p in made)}))
"""
LEFT = """
import django, json
django.setup()
from django.db.models import Count
from linli.duty.models import Claim, Post
held = Claim.everywhere.exclude(state="dropped")
counted = dict(held.values_list("post").annotate(n=Count("pk")))
posts = list(Post.everywhere.filter(place__name="压测门"))
print(json.dumps({
    "claims": held.count(),
    "wrong": sum(p.taken != counted.get(p.pk, 0) or p.taken > p.headcount for p in posts),
    "free": sum(p.headcount - p.taken for p in posts),
    "twice": held.values("user").annotate(n=Count("pk")).filter(n__gt=1).count(),
}))
"""


@dataclass
class Seen:
    answers: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    took: float = 0.0


def main() -> None:
    quick = "--quick" in sys.argv
    people, posts = (40, 24) if quick else (PEOPLE, POSTS)
    for name, database in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        home = RESULTS / f"claims-{name}"
        shutil.rmtree(home, ignore_errors=True)
        with database() as url:
            given = {
                **os.environ, "LINLI_HOME": str(home), "LINLI_DATABASE_URL": url, "LINLI_SECOND_FACTOR": "0",
                "DJANGO_SETTINGS_MODULE": "linli.settings",
            }  # fmt: skip
            simulate = [sys.executable, "-m", "linli", "simulate", "--residents", "500", "--seed", "7"]
            subprocess.run(simulate, check=True, env=given, stdout=sys.stderr)
            cast = json.loads(_python(CAST, given, people, posts))
            with served(given):
                seen = asyncio.run(play(cast))
            left = json.loads(python(LEFT, given))
        for one in rows(name, seen, left, people, posts, cast["places"]):
            print(json.dumps(one, ensure_ascii=False), flush=True)


def _python(code: str, given: dict[str, str], *args: int) -> str:
    command = [sys.executable, "-c", code, *map(str, args)]
    return subprocess.run(command, env=given, stdout=subprocess.PIPE, text=True, check=True).stdout


def rows(
    name: str, seen: Seen, left: dict[str, int], people: int, posts: int, places: int
) -> Iterator[dict[str, Any]]:
    what, asked = f"{people} claim {posts} posts, {name}", sum(seen.answers.values())
    unclear = sum(n for status, n in seen.answers.items() if status not in CLEAR)
    yield row(f"{what}: claims answered a second", asked / seen.took, None, "1/s")
    yield row(f"{what}: answer, p50", median(seen.seconds), None, "s")
    yield row(f"{what}: answer, p99", quantiles(seen.seconds, n=100)[98], LONGEST_S, "s")
    yield row(f"{what}: answers that were not clear", unclear, 0, "answers")
    yield row(f"{what}: posts over or miscounted", left["wrong"], 0, "posts")
    yield row(f"{what}: people twice at one time", left["twice"], 0, "people")
    idle = max(min(people, places) - left["claims"], 0)
    yield row(f"{what}: places left free though somebody had none", idle, 0, "places")


async def play(cast: dict[str, Any]) -> Seen:
    seen, rng = Seen(), Random(1)
    orders = [rng.sample(cast["posts"], len(cast["posts"])) for _one in cast["sessions"]]
    # Every worker of the server has loaded its pages before the minute begins.
    await asyncio.gather(*(look(session) for session in cast["sessions"][:24]))
    begun = time.perf_counter()
    await asyncio.gather(
        *(a_person(s, order, seen) for s, order in zip(cast["sessions"], orders, strict=True))
    )
    seen.took = time.perf_counter() - begun
    return seen


async def look(session: str) -> None:
    await morning.request("GET", "/duty/posts/mine/", f"Cookie: sessionid={session}\r\n", b"")


async def a_person(session: str, order: list[str], seen: Seen) -> None:
    """Two at once, for the same hours; then one after another until one of them is theirs."""
    first = await asyncio.gather(*(claim(session, post, seen) for post in order[:2]))
    if 303 in first:
        return
    for post in order[2:TRIES]:
        if await claim(session, post, seen) == 303:
            return


async def claim(session: str, post: str, seen: Seen) -> int:
    head = f"Cookie: sessionid={session}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    begun = time.perf_counter()
    status, _wait = await morning.request("POST", f"/duty/posts/open/{post}/claim/", head, b"")
    seen.seconds.append(time.perf_counter() - begun)
    seen.answers[status] += 1
    return status


if __name__ == "__main__":
    main()
