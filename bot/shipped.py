"""Where the folders that ship with Qonaq are: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def folder(name: str, package: Path = PACKAGE) -> Path:
    """The shipped folder `name`: beside pyproject.toml when that stands there, else under _shipped."""
    beside = package.parent / name
    # Some wheels leave a stray pyproject.toml in site-packages, so the folder must be there as well.
    if (package.parent / "pyproject.toml").is_file() and beside.is_dir():
        return beside
    return package / "_shipped" / name
