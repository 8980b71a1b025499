"""The floors are law: the contract in pyproject.toml must know every app, and hold."""

import subprocess
import sys
import tomllib
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.ROOT)


def contract() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]


def test_every_app_of_ours_has_its_floor_in_the_contract():
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")}
    (floors,) = [c for c in contract()["contracts"] if c["type"] == "layers"]

    assert packages == set(settings.OUR_APPS)
    assert floors["layers"] == ["config", *settings.OUR_APPS]
    assert set(contract()["root_packages"]) == {"config", *packages}


def test_no_import_goes_up_and_the_pure_modules_are_pure():
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_an_upward_import_breaks_the_contract(tmp_path):
    """The contract can fail: the same one, over a copy in which a badge knows an assessment."""
    for package in contract()["root_packages"]:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "badges" / "up.py").write_text("import assessments\n")
    (floors,) = [c for c in contract()["contracts"] if c["type"] == "layers"]
    (tmp_path / ".importlinter").write_text(
        "[importlinter]\nroot_packages =\n"
        + "".join(f"    {package}\n" for package in contract()["root_packages"])
        + "[importlinter:contract:floors]\nname = floors\ntype = layers\nlayers =\n"
        + "".join(f"    {layer}\n" for layer in floors["layers"])
    )

    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "badges is not allowed to import assessments" in done.stdout
