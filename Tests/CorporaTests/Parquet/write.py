"""Writes Parquet files of every type, encoding, codec and page version that the libraries offer.

write.py FOLDER SEED: the same seed writes the same tables. Prints nothing; the files are named after what
they hold. Libraries that are not there are passed over, and named on standard error.
"""

import datetime
import decimal
import os
import random
import sys
import uuid

import pyarrow as pa
import pyarrow.parquet as pq

folder, seed = sys.argv[1], int(sys.argv[2])
chance = random.Random(seed)
os.makedirs(folder, exist_ok=True)

LETTERS = "abcdefghijklmnop 人工智能数据集éß\n\t\"\\\u0001😀"


def text():
    return "".join(chance.choices(LETTERS, k=chance.choice([0, 1, 2, 5, 20, 60, 300])))


def numbers(bits, signed=True):
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    return lambda: chance.choice([low, high, 0, 1, chance.randint(low, high), chance.randint(0, 9)])


def real():
    return chance.choice([0.0, -0.0, 1.5, 0.1, 1e300, -1e-300, chance.random(), float("inf"), float("nan")])


def of_decimal(precision, scale):
    def make():
        digits = chance.randint(0, 10**precision - 1)
        return decimal.Decimal(chance.choice([-1, 1]) * digits).scaleb(-scale)

    return make


def instant(unit):
    return lambda: chance.randint(-(10**12), 2 * 10**12) * {"s": 0, "ms": 1, "us": 10**3, "ns": 10**6}[unit]


KINDS = {
    "boolean": (pa.bool_(), lambda: chance.random() < 0.5),
    "int8": (pa.int8(), numbers(8)),
    "uint8": (pa.uint8(), numbers(8, False)),
    "int16": (pa.int16(), numbers(16)),
    "uint16": (pa.uint16(), numbers(16, False)),
    "int32": (pa.int32(), numbers(32)),
    "uint32": (pa.uint32(), numbers(32, False)),
    "int64": (pa.int64(), numbers(64)),
    "uint64": (pa.uint64(), numbers(64, False)),
    "float16": (pa.float16(), lambda: chance.choice([0.0, 1.5, -2.25, 65504.0, 6e-8])),
    "float32": (pa.float32(), lambda: chance.choice([0.0, 0.1, -1.5e10, chance.random()])),
    "float64": (pa.float64(), real),
    "string": (pa.string(), text),
    "large_string": (pa.large_string(), text),
    "few_strings": (pa.string(), lambda: chance.choice(["zh", "en", "", "fr"])),
    "binary": (pa.binary(), lambda: chance.randbytes(chance.choice([0, 1, 2, 3, 40]))),
    "fixed": (pa.binary(7), lambda: chance.randbytes(7)),
    "date32": (pa.date32(), lambda: datetime.date(1, 1, 1) + datetime.timedelta(chance.randint(0, 3652000))),
    "time32": (pa.time32("ms"), lambda: chance.randint(0, 86399999)),
    "time64": (pa.time64("ns"), lambda: chance.randint(0, 86399999999999)),
    "seconds": (pa.timestamp("s"), instant("ms")),
    "milliseconds": (pa.timestamp("ms"), instant("ms")),
    "microseconds": (pa.timestamp("us", "UTC"), instant("us")),
    "nanoseconds": (pa.timestamp("ns"), instant("ns")),
    "decimal9": (pa.decimal128(9, 2), of_decimal(9, 2)),
    "decimal18": (pa.decimal128(18, 18), of_decimal(18, 18)),
    "decimal38": (pa.decimal128(38, 5), of_decimal(38, 5)),
    "decimal76": (pa.decimal256(76, 30), of_decimal(76, 30)),
    "null": (pa.null(), lambda: None),
    "uuid": (pa.uuid(), lambda: uuid.UUID(int=chance.getrandbits(128)).bytes),
}


def perhaps(make, share):
    return lambda: None if chance.random() < share else make()


def several(make):
    return lambda: [make() for _ in range(chance.choice([0, 0, 1, 2, 3, 10]))]


def array(kind, make, count):
    return pa.array([make() for _ in range(count)], type=kind)


def nested(count):
    """Columns of lists, structures and maps, in each other."""
    string, whole = perhaps(text, 0.2), perhaps(numbers(64), 0.2)
    point = pa.struct([("x", pa.int64()), ("tags", pa.list_(pa.string()))])

    def of_point():
        return {"x": whole(), "tags": perhaps(several(string), 0.2)()}

    def of_map(value):
        return lambda: list({f"k{i}{text()[:2]}": value() for i in range(chance.choice([0, 1, 3]))}.items())

    return {
        "list": array(pa.list_(pa.int64()), perhaps(several(whole), 0.2), count),
        "lists": array(pa.list_(pa.list_(pa.string())), perhaps(several(perhaps(several(string), 0.2)), 0.2), count),
        "points": array(pa.list_(point), perhaps(several(perhaps(of_point, 0.2)), 0.2), count),
        "point": array(point, perhaps(of_point, 0.3), count),
        "map": array(pa.map_(pa.string(), pa.int64()), perhaps(of_map(whole), 0.2), count),
        "maps": array(pa.map_(pa.string(), pa.list_(point)), perhaps(of_map(perhaps(several(of_point), 0.2)), 0.2), count),
        "numbered": array(
            pa.map_(pa.int32(), pa.string()), lambda: list({i: string() for i in range(chance.choice([0, 2]))}.items()), count
        ),
        "deep": array(
            pa.struct([("a", pa.struct([("b", pa.list_(pa.struct([("c", pa.int32())])))]))]),
            perhaps(lambda: {"a": perhaps(lambda: {"b": perhaps(several(perhaps(lambda: {"c": 1}, 0.3)), 0.3)()}, 0.3)()}, 0.3),
            count,
        ),
    }


def flat(count, share):
    return {name: array(kind, perhaps(make, share), count) for name, (kind, make) in KINDS.items()}


def write(name, columns, **options):
    pq.write_table(pa.table(columns), os.path.join(folder, name + ".parquet"), **options)


for codec in ["none", "snappy", "gzip", "brotli", "lz4", "zstd"]:
    for version in ["1.0", "2.0"]:
        write(
            f"flat-{codec}-{version}", flat(400, 0.2), compression=codec, data_page_version=version,
            data_page_size=chance.choice([200, 4000, 1 << 20]), row_group_size=chance.choice([90, 150, 400]),
            write_page_checksum=True,
        )
        write(
            f"nested-{codec}-{version}", nested(250), compression=codec, data_page_version=version,
            data_page_size=chance.choice([100, 1000, 1 << 20]), row_group_size=chance.choice([60, 101, 250]),
            use_compliant_nested_type=chance.random() < 0.5,
        )
for share in [0.0, 0.5, 1.0]:
    write(f"plain-{share}", flat(500, share), use_dictionary=False)
ENCODINGS = {
    "DELTA_BINARY_PACKED": ["int8", "uint16", "int32", "int64", "uint64", "date32", "time32", "milliseconds"],
    "DELTA_LENGTH_BYTE_ARRAY": ["string", "binary", "few_strings"],
    "DELTA_BYTE_ARRAY": ["string", "binary", "few_strings", "fixed", "decimal38", "uuid"],
    "BYTE_STREAM_SPLIT": ["int32", "int64", "float16", "float32", "float64", "fixed", "decimal38"],
    "PLAIN": list(KINDS),
    "RLE": ["boolean"],
}
for encoding, names in ENCODINGS.items():
    for count in [0, 1, 2, 31, 32, 33, 127, 128, 129, 500]:
        columns = {n: array(KINDS[n][0], perhaps(KINDS[n][1], chance.choice([0, 0.3])), count) for n in names}
        write(
            f"{encoding.lower()}-{count}", columns, use_dictionary=False, compression="none",
            column_encoding={n: encoding for n in names if n != "null"},
            data_page_version=chance.choice(["1.0", "2.0"]), data_page_size=chance.choice([64, 1024, 1 << 20]),
        )
write("small-flat", flat(5, 0.2), compression="snappy", data_page_version="1.0", row_group_size=3, write_page_checksum=True)
write("small-nested", nested(6), compression="gzip", data_page_version="2.0", row_group_size=4, data_page_size=40)
for name, encoding, codec in [
    ("deltas", "DELTA_BINARY_PACKED", "brotli"), ("strings", "DELTA_BYTE_ARRAY", "zstd"),
    ("split", "BYTE_STREAM_SPLIT", "lz4"),
]:
    write(
        f"small-{name}", {n: array(KINDS[n][0], perhaps(KINDS[n][1], 0.2), 40) for n in ENCODINGS[encoding]},
        compression=codec, use_dictionary=False, column_encoding={n: encoding for n in ENCODINGS[encoding]},
    )
write("int96", {"nanoseconds": array(*KINDS["nanoseconds"], 500)}, use_deprecated_int96_timestamps=True)

rows = flat(300, 0.2) | nested(300)
try:
    import duckdb

    for name in ["uuid", "null", "float16", "decimal76", "numbered"]:
        rows.pop(name)
    arrow = pa.table(rows)
    for codec in ["uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4_raw"]:
        for version in ["V1", "V2"]:
            target = os.path.join(folder, f"duckdb-{codec}-{version}.parquet")
            duckdb.sql(
                f"copy arrow to '{target}' (format parquet, codec {codec}, parquet_version {version}, row_group_size 2048)"
            )
except ImportError:
    print("duckdb is not there", file=sys.stderr)
try:
    import polars

    for name in ["map", "maps", "null", "fixed", "time32"]:
        rows.pop(name, None)
    frame = polars.from_arrow(pa.table(rows))
    for codec in ["uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4"]:
        frame.write_parquet(os.path.join(folder, f"polars-{codec}.parquet"), compression=codec, row_group_size=100)
except ImportError:
    print("polars is not there", file=sys.stderr)
