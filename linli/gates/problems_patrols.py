"""Why a patrol, or what a phone told of one, is refused."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class NoPatrolHere(Problem):
    code = "gates.no_patrol_here"
    status = HTTPStatus.FORBIDDEN
    sentence = _("Whoever told this did not hold a duty that walks patrols here on that day.")
    next_step = _("Give them the duty for that day, then take it up again; or drop it.")


class NoSuchPoint(Problem):
    code = "gates.no_such_point"
    status = HTTPStatus.NOT_FOUND
    sentence = _("No point of a patrol here has this code.")
    next_step = _(
        "Look whether the point was taken off its route, or whether an old sheet still hangs there."
    )


class PhotoUnusable(Problem):
    code = "gates.photo_unusable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("The photo is no JPEG picture, or larger than 200 kB.")
    next_step = _("Take it again in the app, which makes it small.")


class RouteClosed(Problem):
    code = "gates.route_closed"
    sentence = _("The patrol {name} is closed.")
    next_step = _("Make a new one if it is to be walked again.")
