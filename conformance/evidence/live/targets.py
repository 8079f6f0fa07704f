"""Where scenarios are performed: targets by name, and the guards of production and credentials.

A stop closes a real stream of a real account, so production needs an option of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from conformance.api.bad_input import BadInput
from conformance.api.credentials import Credentials
from conformance.api.venues import COIN_M, STREAM_PATH, VENUES, Venue, judged_venue, venue_at
from conformance.evidence.live.addresses import Address, address_of, is_loopback
from conformance.reference.embedded import SERVER
from conformance.scenarios.script import OTHER_VENUE, Scenario
from conformance.transcript.frames import EvidenceClass
from conformance.transcript.masking import redact_url


class TargetRefused(BadInput):
    """A target may not be used so; the message says what may."""


@dataclass(frozen=True, slots=True)
class Target:
    """An endpoint, and the class of the evidence that comes from it.

    ``exclusive``: nobody else uses the client's address at that endpoint. ``streams`` is where its
    user data streams are, without a listen key, ``other_venue`` where the venue's neighbour is, if
    that is known.
    """

    name: str
    url: str
    evidence_class: EvidenceClass
    exclusive: bool = False
    venue: Venue = COIN_M

    @property
    def streams(self) -> str:
        """Where its user data streams are: as is known, else beside the API's path."""
        parts = urlsplit(self.url)
        above, is_known, _ = parts.path.rpartition(self.venue.path)
        path = above + STREAM_PATH if is_known else STREAM_PATH
        place = parts._replace(path=path, query="").geturl()
        return self.venue.streams.get(self._endpoint, place)

    @property
    def other_venue(self) -> str:
        """Where the venue's neighbour is; empty where that is not known."""
        if self.evidence_class is EvidenceClass.REFERENCE:
            return f"{SERVER}{self.venue.neighbour.path}"
        return self.venue.neighbour_of(self._endpoint)

    def places_of(self, scenario: Scenario) -> dict[str, Any]:
        """Return the members of a transcript that say where its scenario connects to besides."""
        streams, venue = redact_url(self.streams), redact_url(self.other_venue)
        return {
            "stream_endpoint": streams if "stream" in scenario.needs else "",
            "venues": {OTHER_VENUE: venue} if OTHER_VENUE in scenario.needs else {},
        }

    @property
    def _endpoint(self) -> str:
        return urlsplit(self.url)._replace(query="").geturl()


def with_extras(credentials: Credentials, target: Target, with_stream: bool) -> Credentials:
    """Return credentials with what else a run may use.

    Several connections, and streams, only where somebody asked for it: each costs more.
    """
    is_wanted = with_stream or credentials.other is not None
    extras = {
        "connections": is_wanted,
        "stream": with_stream,
        OTHER_VENUE: is_wanted and bool(target.other_venue),
    }
    return replace(credentials, extras=frozenset(n for n, is_so in extras.items() if is_so))


def find_target(named: str, owns_production: bool = False, venue_name: str | None = None) -> Target:
    """Return the target of a name or URL; raises TargetRefused.

    An address with the path of a venue is that venue's; another one is where nobody names it.
    """
    venue = VENUES[venue_name] if venue_name else judged_venue(named)
    if named == "reference":
        url = f"{SERVER}{venue.path}"
        return Target("reference", url, EvidenceClass.REFERENCE, exclusive=True, venue=venue)
    named = {"testnet": venue.testnet, "production": venue.production}.get(named, named)
    address = address_of(named)
    if address is None:
        raise TargetRefused(
            "what is given is no target: give testnet, reference, production, or an address in "
            f"ASCII like wss://host{venue.path}"
        )
    _guard_venue(address, venue)
    if address.is_production:
        if not owns_production:
            raise TargetRefused(
                f"{address.host} is production: a stop there closes the user data stream of a live "
                "account, for every program that listens to it. If that account is yours and "
                "you mean it, add --i-own-this-production-account"
            )
        return Target("production", address.url, EvidenceClass.PRODUCTION, venue=venue)
    if address.host == urlsplit(venue.testnet).hostname:
        return Target("testnet", address.url, EvidenceClass.TESTNET, venue=venue)
    return Target(redact_url(address.url), address.url, EvidenceClass.OTHER, venue=venue)


def _guard_venue(address: Address, venue: Venue) -> None:
    """Check that an address is not another venue's. Raises TargetRefused."""
    there = venue_at(address.url)
    if there and there is not venue:
        raise TargetRefused(
            f"{there.path} is {there.title}'s path: judge it with --venue {there.name}, or give "
            f"{venue.title}'s, {venue.path}"
        )


def guard_credentials(target: Target, credentials: Credentials) -> None:
    """Check that credentials will not be sent unencrypted. Raises TargetRefused."""
    clear = target.url.startswith("ws:") and target.evidence_class is not EvidenceClass.REFERENCE
    if clear and credentials.api_keys and not is_loopback(target.url):
        raise TargetRefused(
            f"{target.name} is not encrypted: credentials go over ws:// only to this machine. "
            "Use wss://, or unset BINANCE_API_KEY"
        )
