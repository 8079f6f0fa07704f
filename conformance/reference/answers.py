"""How the reference server answers a request, if it keeps the contract."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conformance.api.methods import VERSION_PREFIX, weight_of_method
from conformance.api.venues import REQUEST_WEIGHT
from conformance.reference.choices import Choices, Refusal
from conformance.reference.requests import Refused, fault_of, id_of
from conformance.reference.session import ServerSession


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers the requests of one session.

    ``charge`` takes a request weight, and returns what the address has used in this minute.
    """

    session: ServerSession
    choices: Choices
    charge: Callable[[int], int]

    def to(self, request: dict[str, Any] | None) -> dict[str, Any]:
        """Return an answer that keeps the contract."""
        if fault := fault_of(request):
            self._charge(1)
            return self._refuse(id_of(request), fault, None)
        request = request or {}
        params = request.get("params") or {}
        method = str(request["method"]).removeprefix(VERSION_PREFIX)
        used = self._charge(weight_of_method(method))
        limits = self._limits(params, used)
        try:
            self._check_limit(used)
            result = self.session.perform(method, params)
        except Refused as refused:
            shown = limits if self.choices.limits_on_errors else None
            return self._refuse(request["id"], refused.refusal, shown)
        answer = {"id": request["id"], "status": 200, "result": result}
        return answer | ({"rateLimits": limits} if limits else {})

    def _refuse(self, answer_id: Any, refusal: Refusal, limits: Any) -> dict[str, Any]:
        error = {"code": refusal.code, "msg": refusal.msg}
        answer = {"id": answer_id, "status": refusal.status, "error": error}
        return answer | ({"rateLimits": limits} if limits else {})

    def _charge(self, weight: int) -> int:
        """Charge the weight; return what the address has used in this minute."""
        return self.charge(weight + (3 if self.choices.shared_address else 0))

    def _limits(self, params: dict[str, Any], used: int) -> list[dict[str, Any]] | None:
        """Return the rateLimits with the weight used; None where they are declined."""
        wanted = params.get("returnRateLimits", self.session.returns_limits)
        if wanted in (False, "false"):
            return None
        return [REQUEST_WEIGHT.members | {"limit": self.choices.limit, "count": used}]

    def _check_limit(self, used: int) -> None:
        """Raise Refused if more weight is used than the limit allows."""
        limit = self.choices.limit
        if used > limit:
            message = f"Too many requests; current limit is {limit} requests per minute."
            raise Refused(Refusal(429, -1003, message))
