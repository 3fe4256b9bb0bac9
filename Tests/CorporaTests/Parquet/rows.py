"""The rows of Parquet files as pyarrow reads them, a JSON object a line.

rows.py FOLDER: the rows of each file follow a line with its path.

Values are written as the records of the index have them: dates and times after RFC 3339, decimals and
whole numbers digit for digit, bytes as base64, maps with text for keys as objects. A file that pyarrow
refuses gives one line, {"refused": reason}.
"""

import base64
import glob
import json
import math
import os
import re
import sys
import uuid

import pyarrow as pa
import pyarrow.parquet as pq


def number(text):
    """A number that is printed as it is written: a string that is taken out of its quotes later."""
    return f"\ue000{text}\ue000"


def ticks(unit):
    return {"s": 0, "ms": 3, "us": 6, "ns": 9}[unit]


def clock(value, digits):
    """A time of day by its ticks since midnight."""
    seconds, fraction = divmod(value, 10**digits)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return text + (f".{fraction:0{digits}}" if fraction else "")


def day(count):
    """A day by its number since 1970, in the Gregorian calendar throughout."""
    era, of_era = divmod(count + 719468, 146097)
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    of_month = of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    year += era * 400 + (month <= 2)
    return f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{of_month:02}"


def value(scalar):
    kind = scalar.type
    if not scalar.is_valid or pa.types.is_null(kind):
        return None
    if isinstance(scalar, pa.ExtensionScalar):
        if str(kind) == "extension<arrow.uuid>":
            return str(uuid.UUID(bytes=scalar.value.as_py()))
        return value(scalar.value)
    if pa.types.is_dictionary(kind):
        return value(scalar.dictionary[scalar.index.as_py()])
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        return scalar.as_py()
    if pa.types.is_floating(kind):
        real = scalar.as_py()
        if math.isnan(real) or math.isinf(real):
            return number("NaN" if math.isnan(real) else "Infinity" if real > 0 else "-Infinity")
        return real
    if pa.types.is_decimal(kind):
        return number(format(scalar.as_py(), "f"))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return scalar.as_py()
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return base64.b64encode(scalar.as_py()).decode()
    if pa.types.is_date(kind):
        return day(scalar.cast(pa.date32()).value)
    if pa.types.is_time(kind):
        return clock(scalar.value, ticks(kind.unit))
    if pa.types.is_timestamp(kind):
        digits = ticks(kind.unit)
        days, rest = divmod(scalar.value, 86400 * 10**digits)
        return f"{day(days)}T{clock(rest, digits)}{'Z' if kind.tz else ''}"
    if pa.types.is_map(kind):
        pairs = [(value(item["key"]), value(item["value"])) for item in scalar.values]
        if pa.types.is_string(kind.key_type):
            return dict(pairs)
        return [{"key": key, "value": item} for key, item in pairs]
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return [value(item) for item in scalar.values]
    if pa.types.is_struct(kind):
        return {kind.field(i).name: value(scalar[i]) for i in range(kind.num_fields)}
    if pa.types.is_duration(kind):
        return scalar.value
    raise ValueError(f"no rule for {kind}")


def main(path):
    try:
        file = pq.ParquetFile(path, page_checksum_verification=True)
        table = file.read()
    except (OSError, pa.ArrowException) as error:
        print(json.dumps({"refused": str(error)}))
        return
    names = table.column_names
    for row in range(table.num_rows):
        record = {names[i]: value(table.column(i)[row]) for i in range(len(names))}
        text = json.dumps(record, ensure_ascii=False)
        print(re.sub('"\ue000([^"\ue000]*)\ue000"', r"\1", text))


for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.parquet"))):
    print(path)
    main(path)
