"""Routes, which remember where paths led: finding a page's rule anew takes longer than signing its token."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, MapAdapter, Rule

MOST = 1024
LONGEST = 200
"""Characters of a path that is worth remembering; no page of ours has a longer one."""

_AS_FLASK_ASKS = {"return_rule": True}


class Routes(Map):
    """Flask's rules, and where the last paths led."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.led = lru_cache(MOST)(self._lead)

    def _lead(self, method: str, path: str) -> tuple[Rule, Mapping[str, Any]]:
        """The rule of a path, and what stands in it. Raises what MapAdapter.match does."""
        return MapAdapter(self, "localhost", "/", "", "http", path, method).match(return_rule=True)


class Finder(MapAdapter):
    """Finds the rule of one request, and builds addresses."""

    map: Routes

    def match(self, *args: Any, **options: Any) -> Any:
        """The rule and what stands in the path; who is redirected or refused is looked at anew."""
        if args or options != _AS_FLASK_ASKS or len(self.path_info) > LONGEST:
            return super().match(*args, **options)
        try:
            rule, values = self.map.led(self.default_method, self.path_info)
        except HTTPException:
            # The address in it is not that of this request.
            return super().match(*args, **options)
        return rule, dict(values)
