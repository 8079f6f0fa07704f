"""The examples of a broken clause: few, each another, and complete."""

import reports

from conformance.report.view import View


def first_of(report):
    return View(report).broken[0]


def test_examples_that_are_nearly_the_same_are_one(broken):
    clause = first_of(broken)
    (example,) = clause.occurrences
    assert [example.record.scenario, *example.others] == clause.scenarios
    assert clause.rest == []


def test_an_example_of_another_kind_is_another():
    report = reports.report(reports.mutant("id-as-text"), ("stop-id-integer", "stop-id-zero"))
    first, second = (r for r in report["records"] if r["outcome"] == "broken")
    second["problems"] = [{**second["problems"][0], "path": "$.identifier"}]
    assert [o.problem["path"] for o in first_of(report).occurrences] == ["$.id", "$.identifier"]
    second["problems"] = [{**first["problems"][0], "got": "null"}]
    assert [o.problem["got"] for o in first_of(report).occurrences] == ['"7"', "null"]


def test_a_second_answer_is_shown_with_the_request_that_it_answers_again():
    clause = first_of(reports.report(reports.mutant("answer-twice"), ("stop-with-api-key",)))
    (example,) = clause.occurrences
    assert any("userDataStream.start" in line.text for line in example.request)
    assert any('"status": 200' in line.text for line in example.answer)
    assert example.unattached[0]["place"] == "frame 3"


def test_keys_are_short_in_examples(broken):
    (example,) = first_of(broken).occurrences
    texts = [line.text for line in (*example.request, *example.answer)]
    assert any('"<apiKey-1>"' in text for text in texts)
    assert not any("xxxx" in text for text in texts)


def test_a_count_is_shown_with_the_answer_that_it_is_compared_with():
    report = reports.report(reports.mutant("count-runs-backwards"), ("stop-with-api-key",))
    (example,) = first_of(report).occurrences
    assert (example.problem["exchange"], example.place_before) == ("exchange 2", "exchange 1")
    assert any('"count": ' in line.text for line in example.before)
    assert not first_of(reports.report(reports.mutant("id-as-text"))).occurrences[0].before
