"""Quantities as people write them."""
import re

POWERS = " kMGT"


def quantity(text):
    """A whole number: 512M and 512MB are millions, 512MiB are 512 times 2^20."""
    found = re.fullmatch(r"([\d.]+)([kKMGT]?)(i?)B?", text)
    if not found or found[3] and not found[2]:
        raise SystemExit(f"{text} is no quantity such as 100, 512M, 256MiB or 1.5G")
    number, letter, binary = found.groups()
    power = POWERS.index(letter.replace("K", "k")) if letter else 0
    return int(float(number) * (1024 if binary else 1000) ** power)
