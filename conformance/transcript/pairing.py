"""Which answer belongs to which request, on one connection; by three rules.

1. An answer belongs to the open request with the same JSON id (type and value), if there is exactly
   one.
2. Else, if just one request is open, it belongs to that one, with a wrong id. If the request's own
   answer comes later, or the first with a null id, that one replaces it. So it does if the answer
   only repeats an earlier one.
3. Else it is unattached: a subject of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.api.document import ABSENT, same_json
from conformance.transcript.exchange import Exchange, Message, Unattached, readable_id


class Pairing:
    """Exchanges of one connection while they are paired; a place is an exchange's index in all.

    ``exchanges`` are those of every connection, ``own`` the places of this one's. ``open`` are the
    places of requests without an answer. ``provisional`` are those whose answer has another id
    (rule 2), or repeats an earlier answer's text, so their own may still come. ``unplaced`` are the
    answers of rule 3, each with the places that were open then, and whether its id is that of an
    answered request.
    """

    def __init__(self, exchanges: list[Exchange], partial: bool) -> None:
        self.exchanges = exchanges
        self.partial = partial
        self.own: list[int] = []
        self.unattached: list[Unattached] = []
        self.unplaced: list[tuple[Message, tuple[int, ...], bool]] = []
        self.open: list[int] = []
        self.provisional: list[int] = []

    def add_request(self, message: Message, in_flight: list[int]) -> None:
        """Add a request; ``in_flight`` are the places of those that are open on any connection."""
        for place in in_flight:
            self._change(place, alone=False)
        self.open.append(self._add(message, None, alone=not in_flight))

    def waits_for(self, got: Any) -> bool:
        """Whether a request with an id has no answer yet."""
        return bool(self._with_id(self.open, got))

    def _add(self, request: Message | None, answer: Message | None, **about: Any) -> int:
        """Add an exchange; return its place."""
        number = len(self.exchanges) + 1
        self.exchanges.append(Exchange(number, request, answer, **about))
        self.own.append(number - 1)
        return number - 1

    def add_answer(self, message: Message, others: list[Pairing]) -> None:
        """Give an answer to a request, or set it aside; ``others`` are of other connections."""
        got = message.document.members.get("id", ABSENT)
        waiting = self._with_id(self.open, got)
        if got is not None and not waiting and any(other.waits_for(got) for other in others):
            self.unplaced.append((message, (), True))
            return
        replaced = self._replaceable() if got is None else self._with_id(self.provisional, got)
        if len(waiting) == 1:
            doubled = any(answer.frame.data == message.frame.data for answer in self._answers())
            self._give(waiting[0], message, self.open)
            self.provisional += waiting if doubled else []
        elif len(replaced) == 1 and not waiting:
            self._replace(replaced[0], message)
        elif len(nearest := self._could_answer(message)) == 1:
            self._give(nearest[0], message, self.open)
            self.provisional += nearest
        elif self.partial:
            self._add(None, message, stated_method=message.frame.method)
        else:
            self._set_aside(message, got)

    def _answers(self) -> Iterator[Message]:
        """Yield the answers so far."""
        answers = (self.exchanges[place].answer for place in self.own)
        return (answer for answer in answers if answer)

    def _replaceable(self) -> list[int]:
        """Return the provisional places that an answer with a null id may be meant for.

        The answer there has another id, or repeats one.
        """
        texts = Counter(answer.frame.data for answer in self._answers())
        answers = ((p, self.exchanges[p].answer) for p in self.provisional)
        return [
            place
            for place, answer in answers
            if answer
            and (
                answer.document.members.get("id", ABSENT) is not None
                or texts[answer.frame.data] > 1
            )
        ]

    def _give(self, place: int, message: Message, places: list[int]) -> None:
        self._change(place, answer=message)
        places.remove(place)

    def _replace(self, place: int, message: Message) -> None:
        """Give a request its own answer; the one that it had becomes unattached."""
        wrong = self.exchanges[place].answer
        self._give(place, message, self.provisional)
        if wrong:
            self.unattached.append(Unattached(wrong, 0))

    def _set_aside(self, message: Message, got: Any) -> None:
        answered = [place for place in self.own if self.exchanges[place].answer]
        repeated = any(same_json(self._id(place), got) for place in answered)
        self.unplaced.append((message, tuple(self.open), repeated))

    def all_unattached(self) -> Iterator[Unattached]:
        """Yield the unattached answers, and mark the requests that each could have answered.

        One that repeats an id could have answered only requests that are open at the end.
        """
        yield from self.unattached
        for message, places, repeated in self.unplaced:
            near = [p for p in places if not repeated or p in self.open]
            for place in near:
                self._change(place, near_unattached=True)
            yield Unattached(message, len(near))

    def _could_answer(self, message: Message) -> list[int]:
        """Return the places of requests that an answer with none of their ids could belong to.

        Where requests may be missing, only the one right before the answer could.
        """
        if not self.partial:
            return list(self.open)
        frame = message.index - 1
        requests = ((p, self.exchanges[p].request) for p in self.open)
        return [p for p, request in requests if request and request.index == frame]

    def _with_id(self, places: list[int], got: Any) -> list[int]:
        return [place for place in places if same_json(self._id(place), got)]

    def _id(self, place: int) -> Any:
        request = self.exchanges[place].request
        return readable_id(request.document) if request else ABSENT

    def _change(self, place: int, **changes: Any) -> None:
        self.exchanges[place] = replace(self.exchanges[place], **changes)
