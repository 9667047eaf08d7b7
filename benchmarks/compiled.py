"""The compiled reader: a wheel of this checkout, unpacked under .tools/compiled, never beside the sources.

    python -m benchmarks.compiled        makes it anew where the sources have changed since, and prints its folder

Benchmarks of speed run themselves in it (`switch`), so that they measure what a release wheel does; with --plain, or
without a C compiler, they measure plain Python and say so.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".tools" / "compiled"
_MARK = FOLDER / "sources"
_SITE = FOLDER / "site"


def sources() -> str:
    """A digest of all that is compiled, of how, and of the Python it is for."""
    found = hashlib.sha256(f"{sysconfig.get_platform()} {sys.version}".encode())
    package = ROOT / "src" / "tollbook"
    for path in [*sorted((package / "reading").rglob("*.py")), package / "claims.py", ROOT / "hatch_build.py"]:
        found.update(f"{path.relative_to(ROOT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def folder() -> Path | None:
    """Where the compiled package lies, to be put on the path; None where there is none of the present sources."""
    return _SITE if _MARK.exists() and _MARK.read_text() == sources() else None


def compiler() -> bool:
    """Whether there is a C compiler."""
    return shutil.which((sysconfig.get_config_var("CC") or "cc").split()[0]) is not None


def build() -> Path:
    """Make the compiled package of the present sources and return its folder. CalledProcessError where that fails."""
    now = sources()
    shutil.rmtree(FOLDER, ignore_errors=True)
    uv = shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv")
    subprocess.run(
        [uv, "build", "--wheel", "--quiet", "--python", sys.executable, "--out-dir", str(FOLDER), str(ROOT)],
        env={**os.environ, "HATCH_BUILD_HOOK_ENABLE_CUSTOM": "true"},
        check=True,
    )
    for wheel in FOLDER.glob("*.whl"):
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(_SITE)
    _MARK.write_text(now)
    return _SITE


def environment() -> dict[str, str]:
    """The environment in which `import tollbook` finds the compiled package, which is made where need be.

    What is not compiled is taken from the checkout each time.
    """
    site = folder() or build()
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src" / "tollbook", site / "tollbook", ignore=leave, dirs_exist_ok=True)
    return {**os.environ, "PYTHONPATH": str(site)}


def is_compiled() -> bool:
    """Whether the reader of this process is the compiled one."""
    return not str(importlib.import_module("tollbook.reading.compose").__file__).endswith(".py")


def switch(module: str) -> None:
    """Run `python -m module` with the same arguments in the compiled reader instead of this process, if it can be."""
    if is_compiled() or "--plain" in sys.argv:
        return
    if not compiler():
        print("no C compiler here: this is the reader in plain Python", file=sys.stderr)
        return
    done = subprocess.run([sys.executable, "-m", module, *sys.argv[1:]], cwd=ROOT, env=environment())
    sys.exit(done.returncode)


if __name__ == "__main__":
    print(folder() or build())
