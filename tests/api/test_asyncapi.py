"""The AsyncAPI document: valid, and of the schemas, methods, pages and addresses of the contract.

Each check returns what is wrong with a document, and is shown to notice damage of its kind.
"""

import copy
import json

import pytest
import yaml
from jsonschema import Draft7Validator
from places import DATA, ROOT

from conformance.api.methods import METHODS
from conformance.api.schemas import load_schema, misfits, schema_names
from conformance.api.venues import COIN_M

OFFICIAL = Draft7Validator(json.loads((DATA / "asyncapi" / "3.0.0.json").read_text("utf-8")))
DOCUMENT = yaml.safe_load((ROOT / "schemas" / "asyncapi.yaml").read_text("utf-8"))
ERROR = "error-answer"
SCHEMAS = {ERROR, *(s for m in METHODS.values() for s in (m.request_schema, m.answer_schema))}
CHANNEL = "#/channels/api"
ADDRESSES = {"production": COIN_M.production, "testnet": COIN_M.testnet}


def exchanges_of_pages():
    """Yield the requests and answers that API pages show, with the address of the page."""
    for path in sorted((ROOT / "cassettes" / "documentation").glob("*.yaml")):
        for exchange in yaml.safe_load(path.read_text("utf-8"))["interactions"]:
            answer = json.loads(exchange["response"]["body"]["string"])
            yield json.loads(exchange["request"]["body"]), answer, exchange["request"]["uri"]


SHOWN = [load_schema(ERROR)["examples"][0]]
PAGES = {ERROR: {COIN_M.page_url("general info")}}
for request, answer, uri in exchanges_of_pages():
    method = METHODS[request["method"]]
    SHOWN += [request, answer]
    for each in (method.name, method.request_schema, method.answer_schema):
        PAGES.setdefault(each, set()).add(uri)


def references(part):
    """Yield every $ref in a part of a document."""
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "$ref")
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from references(each)


def leads_somewhere(document, reference):
    """Whether a $ref leads to one of our schemas, or to a place in the document."""
    if not reference.startswith("#/"):
        return reference in {f"{name}.json" for name in schema_names()}
    place = document
    for name in reference.removeprefix("#/").split("/"):
        place = place.get(name, {})
    return place != {}


def operation_of(method):
    """Return how a method is sent and answered."""
    sent, *answers = (
        {"$ref": f"{CHANNEL}/messages/{name}"}
        for name in (method.request_schema, method.answer_schema, ERROR)
    )
    channel = {"$ref": CHANNEL}
    reply = {"channel": channel, "messages": answers}
    return {"action": "send", "channel": channel, "messages": [sent], "reply": reply}


def is_invalid(document):
    return [error.json_path for error in OFFICIAL.iter_errors(document)]


def leads_nowhere(document):
    return [each for each in references(document) if not leads_somewhere(document, each)]


def has_other_messages(document):
    every = document["components"]["messages"]
    (channel,) = document["channels"].values()
    payloads = {name for name in every if every[name]["payload"] == {"$ref": f"{name}.json"}}
    linked = {
        name
        for name, link in channel["messages"].items()
        if link == {"$ref": f"#/components/messages/{name}"}
    }
    return [*(SCHEMAS ^ every.keys()), *(SCHEMAS ^ payloads), *(SCHEMAS ^ linked)]


def has_other_methods(document):
    own = document["operations"]
    return [*(own.keys() ^ METHODS.keys())] + [
        name
        for name in own.keys() & METHODS.keys()
        if own[name] | operation_of(METHODS[name]) != own[name]
        or f"request weight is {METHODS[name].weight}." not in own[name]["description"]
    ]


def has_examples_that_do_not_fit(document):
    return [
        misfit
        for message in document["components"]["messages"].values()
        for example in message["examples"]
        for misfit in misfits(message["payload"]["$ref"].removesuffix(".json"), example["payload"])
    ]


def has_examples_of_no_page(document):
    return [
        name
        for name, message in document["components"]["messages"].items()
        if not message["examples"] or any(e["payload"] not in SHOWN for e in message["examples"])
    ]


def links_other_pages(document):
    every = document["components"]["messages"]
    (tag,) = every[ERROR]["tags"]
    own = {name: each["externalDocs"]["url"] for name, each in every.items()}
    own |= {name: each["externalDocs"]["url"] for name, each in document["operations"].items()}
    wrong = [name for name, url in own.items() if url not in PAGES.get(name, ())]
    return wrong + ["tag"] * (tag["externalDocs"]["url"] != COIN_M.page_url("error codes"))


def has_other_addresses(document):
    (channel,) = document["channels"].values()
    own = {
        name: f"{server['protocol']}://{server['host']}{channel['address']}"
        for name, server in document["servers"].items()
    }
    linked = {f"#/servers/{name}" for name in ADDRESSES} ^ {*references(channel["servers"])}
    version = [document["info"]["version"]] * (
        not COIN_M.path.endswith(document["info"]["version"])
    )
    return [*(own.items() ^ ADDRESSES.items()), *linked, *version]


def has_other_parameters(document):
    (channel,) = document["channels"].values()
    query = channel["bindings"]["ws"]["query"]["properties"]
    wanted = load_schema("request")["properties"]["params"]["properties"]
    return [n for n in query.keys() | wanted.keys() if query.get(n, {}).get("type") != "boolean"]


def matches_answers_otherwise(document):
    own = document["components"]["correlationIds"]
    wrong = [name for name, each in own.items() if each["location"] != "$message.payload#/id"]
    return wrong + [
        name
        for name, message in document["components"]["messages"].items()
        if message["correlationId"] != {"$ref": "#/components/correlationIds/id"}
    ]


CHECKS = [
    *(is_invalid, leads_nowhere, has_other_messages, has_other_methods, has_other_addresses),
    *(has_examples_that_do_not_fit, has_examples_of_no_page, links_other_pages),
    *(has_other_parameters, matches_answers_otherwise),
]


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_wrong_with_the_document(check):
    assert check(DOCUMENT) == []


STOP, ANSWER = "userDataStream.stop", "userDataStream.stop.answer"


def put(value, *path):
    """Return what puts a value at a place of a document; None takes away what is there."""

    def change(document):
        *way, last = path
        for name in way:
            document = document[name]
        if value is None:
            del document[last]
        else:
            document[last] = value

    return change


def put_in_message(value, *path):
    return put(value, "components", "messages", ANSWER, *path)


def link(name):
    return {"$ref": f"{CHANNEL}/messages/{name}"}


MESSAGE = DOCUMENT["components"]["messages"][ANSWER]
EXAMPLE = MESSAGE["examples"][0]["payload"]
PAGE = COIN_M.page_url("start")
DAMAGE = {
    "another action": (is_invalid, put("ask", "operations", STOP, "action")),
    "a word unknown to AsyncAPI": (is_invalid, put("x", "operations", STOP, "method")),
    "no title": (is_invalid, put(None, "info", "title")),
    "a schema that is not there": (leads_nowhere, put_in_message("no.json", "payload", "$ref")),
    "a schema elsewhere": (leads_nowhere, put_in_message("../answer.json", "payload", "$ref")),
    "a message that is not there": (leads_nowhere, put_in_message("#/x", "correlationId", "$ref")),
    "another schema": (has_other_messages, put_in_message("answer.json", "payload", "$ref")),
    "a copy of a schema": (has_other_messages, put_in_message(load_schema(ANSWER), "payload")),
    "a message too few": (has_other_messages, put(None, "components", "messages", ANSWER)),
    "a message too many": (has_other_messages, put(MESSAGE, "components", "messages", "order")),
    "a message not sent": (has_other_messages, put(None, "channels", "api", "messages", ANSWER)),
    "a method too few": (has_other_methods, put(None, "operations", STOP)),
    "a method too many": (has_other_methods, put({}, "operations", "order.place")),
    "another request": (has_other_methods, put([link(ANSWER)], "operations", STOP, "messages")),
    "no errors": (has_other_methods, put([link(ANSWER)], "operations", STOP, "reply", "messages")),
    "another weight": (has_other_methods, put("", "operations", STOP, "description")),
    "an example with a text as status": (
        has_examples_that_do_not_fit,
        put_in_message(EXAMPLE | {"status": "200"}, "examples", 0, "payload"),
    ),
    "an example of our own": (
        has_examples_of_no_page,
        put_in_message(EXAMPLE | {"id": 7}, "examples", 0, "payload"),
    ),
    "no example": (has_examples_of_no_page, put_in_message([], "examples")),
    "another page": (links_other_pages, put_in_message(PAGE, "externalDocs", "url")),
    "another page of a method": (
        links_other_pages,
        put(PAGE, "operations", STOP, "externalDocs", "url"),
    ),
    "another page of codes": (
        links_other_pages,
        put(PAGE, "components", "messages", ERROR, "tags", 0, "externalDocs", "url"),
    ),
    "another host": (has_other_addresses, put("example.invalid", "servers", "testnet", "host")),
    "no TLS": (has_other_addresses, put("ws", "servers", "production", "protocol")),
    "another path": (has_other_addresses, put("/ws-fapi/v1", "channels", "api", "address")),
    "a server too few": (has_other_addresses, put(None, "servers", "testnet")),
    "a server not linked": (has_other_addresses, put([], "channels", "api", "servers")),
    "another version": (has_other_addresses, put("v2", "info", "version")),
    "no parameter": (
        has_other_parameters,
        put({}, "channels", "api", "bindings", "ws", "query", "properties"),
    ),
    "another place of ids": (
        matches_answers_otherwise,
        put("$message.payload#/requestId", "components", "correlationIds", "id", "location"),
    ),
    "no ids": (matches_answers_otherwise, put_in_message({}, "correlationId")),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_noticed(what):
    check, change = DAMAGE[what]
    document = copy.deepcopy(DOCUMENT)
    change(document)
    assert check(document) != []


def test_every_check_notices_some_damage():
    assert {check for check, _ in DAMAGE.values()} == {*CHECKS}
