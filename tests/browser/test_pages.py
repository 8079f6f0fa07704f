"""The report in a real browser: quiet, self-contained, usable on a phone and by everybody.

`make browser` installs what these tests need; without it they are skipped, and say what is missing.
"""

import json
import time
from base64 import b64decode
from pathlib import Path

import pytest
import reports
from chrome import AXE, CHROME, DRIVER, MISSING, QUIET
from drifts import drift

from conformance.drift.notation import STOP_REFUSAL, STOP_SUCCESS
from conformance.report.comparison import SideBySide
from conformance.report.formats.html import as_html
from conformance.report.history import History, Night
from conformance.report.pages.side_by_side import compared_as_html
from conformance.report.pages.timeline import history_as_html
from conformance.report.view import View

pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"no {' and no '.join(MISSING)} here: make browser installs them"
)
WIDTHS = (400, 1400)
THEMES = ("light", "dark")


@pytest.fixture(scope="module")
def browser():
    from selenium import webdriver  # noqa: PLC0415 - may be missing

    options = webdriver.ChromeOptions()
    options.binary_location = CHROME
    for argument in QUIET:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


def page_of(name):
    if name == "history":
        kept, broken = reports.report(), reports.report(reports.mutant("id-as-text"))
        return history_as_html(History([Night("a", View(kept)), Night("b", View(broken))]))
    if name == "compared":
        kept, broken = reports.report(), reports.report(reports.mutant("answer-twice"))
        return compared_as_html(SideBySide.of([(Path("a.json"), kept), (Path("b.json"), broken)]))
    if name == "drifted":
        changes = [c.as_json() | {"accepted": None} for c in drift(STOP_SUCCESS, STOP_REFUSAL)]
        totals = {"breaking": len(changes), "additive": 0, "benign": 0, "accepted": 0}
        compared = reports.drift() | {"changes": changes, "totals": totals, "compared": 1}
        return as_html(reports.report(None, reports.SOME) | {"drift": compared})
    if name == "hostile":
        return as_html(reports.report(reports.HOSTILE_MUTANT, reports.SOME))
    return as_html(reports.report(None if name == "kept" else reports.mutant(name)))


PAGES = (
    "kept",
    "no-count",
    "key-without-session-refused",
    "hostile",
    "history",
    "compared",
    "drifted",
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for name in PAGES:
        (folder / f"{name}.html").write_text(page_of(name), "utf-8")
    return folder


@pytest.fixture
def opened(browser, pages):
    """Open a page as wide and in the theme that is asked for."""

    def visit(name, width=1400, theme="light"):
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        scheme = {"features": [{"name": "prefers-color-scheme", "value": theme}]}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", scheme)
        for log in ("browser", "performance"):
            browser.get_log(log)  # what earlier pages said
        browser.get((pages / f"{name}.html").as_uri())
        return browser

    return visit


def requests(browser):
    """Return the addresses that the page asked for."""
    messages = (json.loads(line["message"])["message"] for line in browser.get_log("performance"))
    requested = (m["params"] for m in messages if m["method"] == "Network.requestWillBeSent")
    return [each["request"]["url"] for each in requested]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_quiet_and_asks_for_nothing(opened, name):
    browser = opened(name)
    assert browser.get_log("browser") == []
    requested = [url for url in requests(browser) if not url.startswith(("file:", "data:"))]
    assert requested == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_without_sideways_scrolling(opened, name, width, theme):
    browser = opened(name, width, theme)
    wide = browser.execute_script("return document.documentElement.scrollWidth")
    assert wide <= width


def unfold(browser):
    browser.execute_script("document.querySelectorAll('details').forEach((e) => { e.open = true })")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_all_unfolded_still_fits_a_phone(opened, name):
    browser = opened(name, 400)
    unfold(browser)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 400


def test_a_green_report_fits_two_screens_before_anything_is_unfolded(opened):
    browser = opened("kept", 1400)
    assert browser.execute_script("return document.documentElement.scrollHeight") <= 2 * 900


def filled(element, selector):
    """Return the first part of an element that a script fills after a click."""
    for _ in range(100):
        if parts := element.find_elements("css selector", selector):
            return parts[0]
        time.sleep(0.1)
    raise TimeoutError(selector)


def test_on_a_phone_the_matrix_is_a_list_by_chapter(opened):
    browser = opened("no-count", 400)
    assert not browser.find_element("css selector", ".matrix").is_displayed()
    chapter = browser.find_element("css selector", ".by-chapter[data-c=RL]")
    chapter.find_element("css selector", "summary").click()
    first = filled(chapter, "li button")
    assert "stop-with-api-key" in first.text
    assert "✗" in first.text
    first.click()
    assert "RL-4 broken" in browser.find_element("id", "cell").text


def test_a_link_to_a_clause_unfolds_it(opened):
    browser = opened("no-count")
    clause = browser.find_element("id", "STAT-1")
    assert not clause.is_displayed()
    browser.execute_script("document.querySelector('.matrix button.kept').click()")
    browser.execute_script("document.querySelector(\"#cell a[href='#STAT-1'], #cell a\").click()")
    target = browser.execute_script("return location.hash")
    assert browser.find_element("css selector", target).is_displayed()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_printed(opened, name):
    paper = b64decode(opened(name).print_page())
    assert paper.startswith(b"%PDF")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") <= 40


def luminance(browser):
    color = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    return sum(map(int, color.removeprefix("rgb(").removesuffix(")").split(",")))


def test_there_are_two_themes(opened):
    assert luminance(opened("kept", theme="light")) > 600
    assert luminance(opened("kept", theme="dark")) < 150


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("folded", [True, False], ids=["folded", "unfolded"])
def test_axe_finds_nothing_of_moderate_impact(opened, name, theme, width, folded):
    browser = opened(name, width, theme)
    if not folded:
        unfold(browser)
    browser.execute_script(AXE.read_text("utf-8"))
    violations = browser.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run({resultTypes: ['violations']}).then((found) => done(found.violations))"
    )
    grave = [each for each in violations if each["impact"] != "minor"]
    nodes = [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in grave]
    assert nodes == []


def test_a_cell_of_the_matrix_opens_its_verdicts(opened):
    browser = opened("no-count")
    browser.execute_script("document.querySelector('.matrix button.broken').click()")
    shown_in = browser.execute_script("return document.getElementById('cell').innerText")
    assert browser.execute_script("return document.getElementById('cell').open")
    assert shown_in.startswith("RL, stop-with-api-key (reference)")
    assert "RL-4 broken" in shown_in
    browser.execute_script("document.querySelector('#cell a').click()")
    assert not browser.execute_script("return document.getElementById('cell').open")


def test_a_cell_opens_by_the_keyboard_and_closes_with_escape(opened):
    from selenium.webdriver.common.keys import Keys  # noqa: PLC0415 - may be missing

    browser = opened("kept")
    unfold(browser)
    button = browser.find_element("css selector", ".matrix button")
    button.send_keys(Keys.ENTER)
    assert browser.execute_script("return document.getElementById('cell').open")
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not browser.execute_script("return document.getElementById('cell').open")


def shown(browser, selector):
    script = "return [...document.querySelectorAll(arguments[0])].filter((e) => !e.hidden).length"
    return browser.execute_script(script, selector)


def choose(browser, name):
    browser.find_element("css selector", f"input[value={name}]").click()


def test_filters_filter_and_say_how_many_are_left(opened):
    browser = opened("key-without-session-refused")
    everything = shown(browser, ".matrix tbody tr")
    choose(browser, "broken")
    rows = shown(browser, ".matrix tbody tr")
    assert 0 < rows < everything
    assert shown(browser, ".clause") == 1
    assert browser.find_element("css selector", ".clause").is_displayed()
    assert f"{rows} of {everything}" in browser.find_element("id", "shown").text
    assert browser.find_elements("css selector", "input[value=inconclusive]") == []  # there is none
    choose(browser, "all")
    assert shown(browser, ".matrix tbody tr") == everything


def test_what_a_hostile_server_said_runs_nowhere(opened):
    browser = opened("hostile")
    browser.execute_script("document.querySelector('.matrix button.broken').click()")
    time.sleep(0.3)
    assert browser.execute_script("return window.hacked") is None
    assert browser.execute_script("return document.querySelectorAll('img').length") == 0


def test_a_page_of_ten_thousand_verdicts_opens_in_two_seconds(opened, pages):
    (pages / "many.html").write_text(as_html(reports.many(10_000)), "utf-8")
    browser = opened("many")
    timing = browser.execute_script(
        "return performance.getEntriesByType('navigation')[0].loadEventEnd"
    )
    assert 0 < timing < 2000
    assert shown(browser, ".matrix tbody tr") > 100
