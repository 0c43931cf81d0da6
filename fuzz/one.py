"""One target under atheris; `python -m fuzz` starts it."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["mdcheck", "markdown_it"]):
    import mdcheck.document
    from fuzz.targets import TARGETS

    # Many are imported only when a document needs them, which would be too late to be followed.
    for module in pkgutil.iter_modules(mdcheck.document.__path__, "mdcheck.document."):
        importlib.import_module(module.name)

name, *options = sys.argv[1:]
folder = Path(".fuzz", name)
folder.mkdir(parents=True, exist_ok=True)
found = f"-artifact_prefix={folder.parent}/{name}-"
atheris.Setup([name, str(folder), found, "-timeout=20", "-max_len=200", "-len_control=10", *options], TARGETS[name])
atheris.Fuzz()
