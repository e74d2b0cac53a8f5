"""A middleware of the settings of tests: no page asks the database the same for each row it shows.

Only reading is guarded: a request that writes takes its rows anew for each action, so that
changes happen one after another.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from zeal import zeal_context


def one_query_for_all_rows(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "GET":
            return get_response(request)
        with zeal_context():
            return get_response(request)

    return middleware
