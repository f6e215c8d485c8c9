"""Who may open what: every URL x every role x own area, other area, no duty, nobody signed in.

The table is `tests/access/pages/`, a file for each app. To add a page, add a line there:

    Page("people:account", needs=(C.PEOPLE_READ,), kwargs=lambda side: {"user_id": side.account.pk})

`needs` are the capabilities that a role must have, all of them. `kwargs` builds the URL's arguments from one side of
the `World`: it is called for the own side, where every role's area covers the object, and for the other side, another
city, where nobody's does. A page without `kwargs` is asked with `?area=` of both sides; `by_area=False` says that it
does not look at that. `expects` gives the status for each method when the door is open: `{"get": 200, "post": 422}`
for a form that is sent empty. Anybody else must get the 404 of a page that is not there.
"""
