"""The pages in a browser, Debian's Chromium driven by selenium.

Every page, light and dark, must pass axe-core; none may be wider than a screen of 360 pixels, ask for
anything elsewhere, or need a script. A search is made from the keyboard, in both languages, and leads to a
download, a record and the next one. `make test-pages` runs it; `--pictures DIR` keeps what was seen, `--walk`
makes the search alone, as `make test-walk` does.
"""

import argparse
import os
import pathlib
import urllib.request

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from serving import served

PAGES = {
    "home": "/",
    "bytes": "/?by=bytes",
    "datasets": "/datasets?kind=pretraining&language=zh",
    "described": "/datasets/cci-4-0-m2-v1",
    "indexed": "/datasets/conversations",
    "long-names": "/datasets/tea-and-tide",
    "results": "/find?q=tide",
    "lines": "/find?q=tide&context=40",
    "wrong": "/find?q=white+AND",
    "nothing": "/find?q=zzqqnothing",
    "missing": "/no-such-page",
    "record": "/datasets/conversations/records/chat-001",
    "clusters": "/clusters",
    "cluster": "/clusters/aishell",
    "mixture": "/mixture?d0=aishell-3&w0=3&d1=cci-3-0-hq&w1=1&tokens=1T",
    "refused": "/mixture?d0=no-such-dataset&w0=3",
}


def browser(*more):
    options = webdriver.ChromeOptions()
    usual = ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,1000"]
    for argument in [*usual, *more]:
        options.add_argument(argument)
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


def check(address, scheme, pictures):
    import axe_selenium_python

    axe = pathlib.Path(axe_selenium_python.__file__).with_name("node_modules") / "axe-core/axe.min.js"
    driver = browser(f"--blink-settings=preferredColorScheme={scheme}")
    try:
        # The policy of the pages would keep the checker out too.
        driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
        for name, path in PAGES.items():
            driver.get(address + path)
            asked = driver.execute_script(
                "return performance.getEntriesByType('resource').map(entry => entry.name)"
            )
            assert all(one.startswith(address) for one in asked), (name, asked)
            driver.execute_script(axe.read_text())
            found = driver.execute_async_script(
                "const done = arguments[0]; axe.run().then(result => done(result.violations))"
            )
            assert not found, (name, [(one["id"], one["nodes"][0]["html"]) for one in found])
            picture(driver, pictures, f"{name}-{'dark' if scheme == 0 else 'light'}")
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": 360, "height": 800, "deviceScaleFactor": 1, "mobile": True},
        )
        for name, path in PAGES.items():
            driver.get(address + path + ("&" if "?" in path else "?") + "lang=zh")
            width = driver.execute_script("return document.documentElement.scrollWidth")
            assert width <= 360, (name, width)
            picture(driver, pictures, f"{name}-narrow")
    finally:
        driver.quit()


def picture(driver, folder, name):
    if folder:
        driver.save_screenshot(os.path.join(folder, name + ".png"))


def walk(address, language):
    """From the first page to a record and a download, with keys alone and no script allowed."""
    driver = browser()
    try:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        driver.get(address + "/?lang=" + language)

        def arrive(part, selector):
            """Waits for a page to be there to its end."""
            WebDriverWait(driver, 60).until(
                lambda driver: part in driver.current_url
                and driver.find_elements(By.CSS_SELECTOR, "html[lang=" + language + "] " + selector)
                and driver.find_elements(By.CSS_SELECTOR, "footer a"),
                f"{part} with {selector}, at {driver.current_url}",
            )

        def follow(selector):
            driver.find_element(By.CSS_SELECTOR, selector).send_keys(Keys.ENTER)

        arrive("/", "[name=q]")

        for _ in range(20):
            driver.switch_to.active_element.send_keys(Keys.TAB)
            if driver.switch_to.active_element.get_attribute("name") == "q":
                break
        driver.switch_to.active_element.send_keys("tide", Keys.ENTER)
        arrive("/find?q=tide", ".hits mark")
        marks = [mark.text for mark in driver.find_elements(By.TAG_NAME, "mark")]
        assert marks and set(marks) <= {"tide", "Tide"}, (driver.current_url, marks)
        download = driver.find_element(By.CSS_SELECTOR, "a[download]").get_attribute("href")
        with urllib.request.urlopen(download) as response:
            assert response.read().count(b"\n") == 2
        follow(".views a:not([aria-current])")
        arrive("context=40", ".lines mark")
        places = {mark.location["x"] for mark in driver.find_elements(By.TAG_NAME, "mark")}
        assert len(places) == 1, places
        follow(".lines a")
        arrive("/records/", ".beside a")
        beside = driver.find_element(By.CSS_SELECTOR, ".beside a").get_attribute("href")
        follow(".beside a")
        arrive(beside, "h1")
        follow("main > p a")
        arrive(address + "/datasets/conversations", ".search")
    finally:
        driver.quit()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--catalog", required=True)
    arguments.add_argument("--samples", required=True)
    arguments.add_argument("--walk", action="store_true", help="only the way from search to download")
    arguments.add_argument("--pictures")
    arguments = arguments.parse_args()
    with served(arguments.catalog, arguments.samples) as (address, _):
        for scheme in [] if arguments.walk else [1, 0]:
            check(address, scheme, arguments.pictures)
        for language in ["en", "zh"]:
            walk(address, language)
    print("ok" if arguments.walk else f"ok: {len(PAGES)} pages")


main()
