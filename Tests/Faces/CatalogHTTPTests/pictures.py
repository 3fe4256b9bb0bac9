"""The two pictures of the README: the first page in English and light, results in Chinese and dark.

`make pictures` runs it, over the samples, in Debian's Chromium.
"""

import argparse
import os
import pathlib
import subprocess
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

PICTURES = {
    "home": ("/?lang=en", 1),
    "results": ("/find?q=灯塔&context=40&lang=zh", 0),
}
SIZE = (1180, 760)
LARGEST = 150_000


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--catalog", required=True)
    arguments.add_argument("--output", required=True)
    arguments = arguments.parse_args()
    catalog = os.path.abspath(arguments.catalog)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([catalog, "demo", "-q", "--home", folder], check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen(
            [catalog, "serve", "--port", "0", "-q", "--home", folder], stdout=subprocess.PIPE, text=True)
        try:
            address = server.stdout.readline().strip().rstrip("/")
            for name, (path, scheme) in PICTURES.items():
                picture = pathlib.Path(arguments.output, name + ".png")
                take(address + path, scheme, picture)
                assert picture.stat().st_size <= LARGEST, (picture, picture.stat().st_size)
                print(picture, picture.stat().st_size)
        finally:
            server.terminate()
            server.wait(timeout=30)


def take(address, scheme, picture):
    options = webdriver.ChromeOptions()
    for argument in [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        f"--blink-settings=preferredColorScheme={scheme}",
    ]:
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        width, height = SIZE
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
        # Once more: the first page of a server reads what the others find in memory.
        for _ in range(2):
            driver.get(address)
        driver.save_screenshot(str(picture))
    finally:
        driver.quit()


main()
