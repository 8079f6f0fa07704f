"""Masked keys: short, and their length stated once."""

from conformance.report.masks import mask_note, short_masks

KEY = "<apiKey-1>" + "x" * 54
CUT = "<listenKey-1>" + "x" * 20 + "… (243 characters)"


def test_a_masked_key_is_short():
    assert short_masks(f'{{"apiKey":"{KEY}"}}') == '{"apiKey":"<apiKey-1>"}'
    assert short_masks(CUT) == "<listenKey-1>… (243 characters)"


def test_what_is_no_mask_stays():
    assert short_masks("<b>xx <apiKey-1> xx") == "<b>xx <apiKey-1> xx"


def test_lengths_are_stated_once_for_each_kind_of_key():
    other = "<apiKey-2>" + "x" * 54
    assert mask_note([KEY, KEY, other, CUT]) == (
        "Keys are masked, and numbered: <apiKey-…> for 64 characters each."
    )
    more = [KEY, "<listenKey-1>" + "x" * 51, "<signature-1>" + "x" * 75]
    assert mask_note(more).endswith(
        "<apiKey-…> and <listenKey-…> for 64 characters each; <signature-…> for 88 characters each."
    )
    assert mask_note(["no key"]) == ""
