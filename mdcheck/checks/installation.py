"""How mdcheck itself was installed, and so how a plugin gets beside it.

A tool that has an environment of its own is the usual reason why a plugin that was installed is not found.
"""

from __future__ import annotations

import sys
from pathlib import Path
from shlex import quote

DISTRIBUTION = "mdcheck-cli"


def install_line(package: str, prefix: Path | None = None, executable: str | None = None) -> str:
    """The command that installs the package where mdcheck looks; `prefix` is its environment's folder."""
    prefix = Path(sys.prefix) if prefix is None else prefix
    python = executable or sys.executable or "python3"
    config = _text(prefix / "pyvenv.cfg")
    if (prefix / "pipx_metadata.json").is_file():
        return f"pipx inject {DISTRIBUTION} {package}"
    if (prefix / "uv-receipt.toml").is_file():
        return f"uv tool install {DISTRIBUTION} --with {package}"
    if "archive-v" in prefix.parent.name and "uv = " in config:
        return f"uvx --from {DISTRIBUTION} --with {package} mdcheck"
    if prefix.name.startswith("py_env-"):
        return f"add {package} to the hook's additional_dependencies in .pre-commit-config.yaml"
    if "uv = " in config:
        return f"uv pip install --python {quote(python)} {package}"
    return f"{quote(python)} -m pip install {package}"


def install_extra(extra: str) -> str:
    """The command that installs what an extra of mdcheck needs, in the versions that mdcheck takes."""
    from importlib.metadata import requires  # late: slow, and wanted where something is missing only

    from packaging.requirements import Requirement

    wanted = [Requirement(line) for line in requires(DISTRIBUTION) or ()]
    names = [
        quote(f"{one.name}{one.specifier}")
        for one in wanted
        if one.marker is not None and one.marker.evaluate({"extra": extra}) and not one.marker.evaluate({"extra": ""})
    ]
    return install_line(" ".join(names))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
