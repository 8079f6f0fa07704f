"""Damage that is derived from an answer."""

import json

from conformance.transcript.damage import damages

ANSWER = '{"id":1,"status":200,"result":{},"rateLimits":[{"interval":"MINUTE","count":2}]}'


def test_every_kind_of_damage_is_derived():
    kinds = {damaged.kind for damaged in damages(ANSWER)}
    assert kinds == {
        *("dropped", "renamed", "doubled", "nulled", "retyped", "member added"),
        *("enumeration value", "negated", "floated", "huge", "one more", "one less"),
        *("emptied", "lengthened", "re-cased", "wrapped", "repeated", "NaN", "Infinity"),
        *("truncated", "text doubled", "trailed by garbage", "byte order mark", "no UTF-8"),
    }


def test_each_damage_is_one_change_at_its_place():
    texts = [damaged.data for damaged in damages(ANSWER) if damaged.kind == "one more"]
    assert [json.loads(text)["id"] for text in texts] == [2, 1, 1]
    assert '"count":2,"count":2' in str({d.data for d in damages(ANSWER)})
