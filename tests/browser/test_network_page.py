"""The network page in a real browser: it fetches nothing, shows the sentences, and runs nothing that documents say."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tookpart.graph.network import network
from tookpart.viz.draw import draw

CASE = Path(__file__).parents[1] / "cases" / "networks" / "lakes.trig"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMEDRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1400,900 --force-prefers-reduced-motion"
)
HOSTILE = '</script><img src=x onerror="window.ran = 1"><svg onload="window.ran = 1">'

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and CHROMEDRIVER), reason="needs a browser: chromium and chromedriver are not installed"
)


class Union:
    def __init__(self, text: str) -> None:
        self.store = ox.Store()
        self.store.load(text.encode(), format=ox.RdfFormat.TRIG)

    def query(self, sparql: str, /) -> Any:
        return self.store.query(sparql, use_default_graph_as_union=True)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in [*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('profile')}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(CHROMEDRIVER)))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    text = CASE.read_text(encoding="utf-8")
    said = json.dumps(HOSTILE)[1:-1]
    hostile = text.replace("Uganda was the host", said).replace('"Coast Forum"', f'"Coast {said}"')
    hostile = hostile.replace('"experts.txt"', f'"{said}.txt"').replace("Director of Labour", said)
    return {
        "full": draw(network(Union(text)), folder / "full.html"),
        "actors": draw(network(Union(text), "actors"), folder / "actors.html"),
        "processes": draw(network(Union(text), "processes"), folder / "processes.html"),
        "hostile": draw(network(Union(hostile)), folder / "hostile.html", title=HOSTILE),
        "empty": draw(network(Union("")), folder / "empty.html"),
    }


@pytest.fixture
def show(browser: webdriver.Chrome, pages: dict[str, Path]) -> Iterator[Callable[[str], webdriver.Chrome]]:
    """Open a page; whatever a test did with it, it asked for nothing and complained of nothing."""

    def shown(name: str, anchor: str = "") -> webdriver.Chrome:
        browser.get("about:blank")
        browser.get_log("performance")
        browser.get_log("browser")
        browser.get(pages[name].as_uri() + anchor)
        return browser

    yield shown
    asked = [
        message["params"]["request"]["url"]
        for entry in browser.get_log("performance")
        if (message := json.loads(entry["message"])["message"])["method"] == "Network.requestWillBeSent"
    ]
    assert [url for url in asked if not url.startswith(("data:", pages["full"].parent.as_uri()))] == []
    assert [url for url in asked if url.startswith("file:")]
    assert browser.execute_script("return performance.getEntriesByType('resource').map((entry) => entry.name)") == []
    assert browser.get_log("browser") == []
    assert browser.execute_script("return window.ran") is None


def until(found: Callable[[], Any], what: str) -> Any:
    for _ in range(100):
        if result := found():
            return result
        time.sleep(0.05)
    raise AssertionError(f"never happened: {what}")


def panel(page: webdriver.Chrome) -> WebElement:
    return page.find_element(By.ID, "details")


def click_at(page: webdriver.Chrome, place: dict[str, float]) -> None:
    chain = ActionChains(page, duration=0)
    chain.w3c_actions.pointer_action.move_to_location(round(place["x"]), round(place["y"]))
    chain.w3c_actions.pointer_action.click()
    chain.perform()


def click_node(page: webdriver.Chrome, slug: str) -> None:
    click_at(page, page.execute_script("return tookpart.position(arguments[0])", slug))
    until(lambda: "reading" in page.find_element(By.TAG_NAME, "body").get_attribute("class"), "details of a node")


def shown_slugs(page: webdriver.Chrome) -> set[str]:
    return {iri.split("/id/")[1] for iri in page.execute_script("return tookpart.shown()")}


def test_a_click_on_a_meeting_shows_its_sentences_document_and_confidence(show: Any) -> None:
    page = show("full")
    click_node(page, "meeting/lakes-2")
    text = panel(page).text
    assert "Second Ministerial Meeting of the Lakes Dialogue" in text
    assert "7–9 May 2019 · Kampala, Uganda" in text
    assert "Uganda was the host, and Kenya took the chair." in text
    assert "Second meeting of the Lakes Dialogue\nlakes-2.txt, 2019-05-10" in text
    assert "confidence 90 %" in text


def test_actors_whom_one_sentence_names_stand_over_it_together(show: Any) -> None:
    page = show("full")
    click_node(page, "meeting/lakes-2")
    assert panel(page).text.count("Tanzania and IOM were in the room as well.") == 1


def test_a_name_in_the_details_leads_on(show: Any) -> None:
    page = show("full")
    click_node(page, "meeting/experts-1")
    panel(page).find_element(By.XPATH, ".//button[contains(., 'Amina Odhiambo')]").click()
    assert panel(page).find_element(By.TAG_NAME, "h2").text == "Amina Odhiambo"
    assert "Director of Labour" in panel(page).text


def test_a_click_on_a_line_shows_what_it_stands_for(show: Any) -> None:
    page = show("full")
    ends = [
        page.execute_script("return tookpart.position(arguments[0])", slug) for slug in ("state/uga", "meeting/lakes-2")
    ]
    click_at(page, {axis: (ends[0][axis] + ends[1][axis]) / 2 for axis in "xy"})
    until(lambda: "What connects them" in panel(page).text, "details of a line")
    assert "Uganda was the host" in panel(page).text


def test_a_line_between_actors_lists_their_meetings(show: Any) -> None:
    page = show("actors")
    ends = [page.execute_script("return tookpart.position(arguments[0])", slug) for slug in ("state/ken", "state/tza")]
    click_at(page, {axis: (ends[0][axis] + ends[1][axis]) / 2 for axis in "xy"})
    until(lambda: "2 meetings in common" in panel(page).text, "details of a line")
    assert "Kenya and Tanzania met online in March 2021." in panel(page).text


def test_processes_that_share_an_actor_say_which(show: Any) -> None:
    page = show("processes")
    ends = [
        page.execute_script("return tookpart.position(arguments[0])", slug)
        for slug in ("process/coast", "process/lakes")
    ]
    click_at(page, {axis: (ends[0][axis] + ends[1][axis]) / 2 for axis in "xy"})
    until(lambda: "1 actor in common" in panel(page).text, "details of a line")
    assert "International Organization for Migration" in panel(page).text
    assert "IOM ran the workshop on the coast." in panel(page).text


def test_search_finds_by_acronym_and_the_keyboard_chooses(show: Any) -> None:
    page = show("full")
    page.find_element(By.TAG_NAME, "body").send_keys("/")
    field = page.switch_to.active_element
    assert field.get_attribute("id") == "search"
    field.send_keys("ldm")
    assert [option.text for option in page.find_elements(By.CSS_SELECTOR, "#found li")] == [
        "Lakes Dialogue on Migration\nLDM"
    ]
    field.send_keys(Keys.ARROW_DOWN)
    assert field.get_attribute("aria-activedescendant") == page.find_element(
        By.CSS_SELECTOR, "#found li"
    ).get_attribute("id")
    field.send_keys(Keys.ENTER)
    assert panel(page).find_element(By.TAG_NAME, "h2").text == "Lakes Dialogue on Migration LDM"


def test_search_says_when_it_finds_nothing(show: Any) -> None:
    page = show("full")
    page.find_element(By.ID, "search").send_keys("atlantis")
    assert page.find_element(By.ID, "found").text == "Nothing is called that."


def test_the_legend_takes_a_kind_away_and_back(show: Any) -> None:
    page = show("full")
    before = shown_slugs(page)
    button = page.find_element(By.CSS_SELECTOR, "#legend [data-kind=State]")
    button.click()
    assert shown_slugs(page) == {slug for slug in before if not slug.startswith("state/")}
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert shown_slugs(page) == before


def test_filters_leave_what_fits_and_say_how_much(show: Any) -> None:
    page = show("full")
    choose = page.find_element(By.XPATH, "//label[contains(., 'Process')]/select")
    choose.find_element(By.XPATH, "./option[. = 'Coast Forum']").click()
    assert shown_slugs(page) == {"meeting/coast-1", "organisation/iom", "process/coast"}
    assert page.find_element(By.ID, "shown").text.startswith("3 of 13 nodes")
    page.find_element(By.ID, "reset").click()
    assert len(shown_slugs(page)) == 13


def test_years_and_roles_narrow_the_meetings(show: Any) -> None:
    page = show("full")
    years = page.find_element(By.XPATH, "//label[contains(., 'From')]/select")
    years.find_element(By.XPATH, "./option[. = '2021']").click()
    assert {slug for slug in shown_slugs(page) if slug.startswith("meeting/")} == {"meeting/experts-1"}
    page.find_element(By.CSS_SELECTOR, ".fold summary").click()
    for role in ("attended", "spokeAt"):
        page.find_element(By.CSS_SELECTOR, f"[data-role={role}]").click()
    assert "Nothing fits these filters." in page.find_element(By.ID, "nothing").text


def test_filters_weigh_the_lines_between_actors_anew(show: Any) -> None:
    page = show("actors")
    years = page.find_element(By.XPATH, "//label[contains(., 'To')]/select")
    years.find_element(By.XPATH, "./option[. = '2019']").click()
    assert shown_slugs(page) == {"organisation/iom", "state/ken", "state/tza", "state/uga"}


def test_hostile_words_are_words(show: Any) -> None:
    page = show("hostile")
    assert page.find_element(By.TAG_NAME, "h1").text == HOSTILE
    click_node(page, "meeting/lakes-2")
    assert HOSTILE in panel(page).text
    click_node(page, "person/amina-odhiambo")
    assert f"{HOSTILE}.txt" in panel(page).text
    page.find_element(By.ID, "search").send_keys("coast <")
    assert HOSTILE in page.find_element(By.ID, "found").text
    assert page.find_elements(By.TAG_NAME, "img") == []


def test_an_address_opens_the_thing_that_it_names(show: Any) -> None:
    page = show("full", "#state/ken")
    assert panel(page).find_element(By.TAG_NAME, "h2").text == "Kenya"


def test_an_empty_network_says_what_to_do(show: Any) -> None:
    assert "Build it from documents first" in show("empty").find_element(By.ID, "empty").text


def test_the_drawing_answers_to_keys(show: Any) -> None:
    page = show("full")
    scale = page.execute_script("return tookpart.network.getScale()")
    page.find_element(By.ID, "canvas").send_keys("+")
    until(lambda: page.execute_script("return tookpart.network.getScale()") > scale * 1.3, "zooming in")


def test_every_control_has_a_name(show: Any) -> None:
    page = show("full")
    nameless = page.execute_script(
        """return [...document.querySelectorAll("button, input, select, [tabindex='0']")].filter((control) =>
          !(control.textContent.trim() || control.getAttribute("aria-label") || control.labels?.length)).length"""
    )
    assert nameless == 0


def test_a_phone_has_no_sideways_scrolling(show: Any) -> None:
    page = show("full")
    size = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        page.execute_script("tookpart.select('state/ken')")
        assert page.execute_script("return document.documentElement.scrollWidth") <= 390
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_the_timeline_stands_meetings_in_order_by_process(show: Any) -> None:
    page = show("full")
    page.find_element(By.CSS_SELECTOR, "[value=timeline]").click()
    where = "return tookpart.network.getPosition(tookpart.number(arguments[0]))"
    early, late = (page.execute_script(where, slug) for slug in ("meeting/lakes-2", "meeting/experts-1"))
    assert early["x"] < late["x"]
    assert early["y"] == late["y"] == page.execute_script(where, "process/lakes")["y"]
    page.find_element(By.CSS_SELECTOR, "[value=network]").click()
    assert page.execute_script(where, "meeting/lakes-2") != early
