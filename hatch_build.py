"""The build step that compiles the reader (tollbook.reading) with mypyc, for wheels; off unless it is asked for.

    HATCH_BUILD_HOOK_ENABLE_CUSTOM=true uv build --wheel        or: make wheel

The compiled modules lie beside their sources in the wheel and are preferred by the import system. An editable install
and a source distribution stay plain Python, so that no compiled file is ever older than the source beside it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "tollbook/reading"
PROGRAM = """
import sys
from mypyc.build import mypycify
from setuptools import setup
folder, *files = sys.argv[1:]
sys.argv[1:] = ["--quiet", "build_ext", "--build-lib", folder + "/lib", "--build-temp", folder + "/temp"]
options = ["--config-file=", "--namespace-packages", "--explicit-package-bases", "--ignore-missing-imports"]
modules = mypycify([*options, *files], opt_level="3", debug_level="0", target_dir=folder, group_name="tollbook_reading")
setup(name="tollbook", packages=[], ext_modules=modules)
"""


class CompiledReader(BuildHookInterface[Any]):
    """Adds the compiled modules to a wheel, which then is one for this Python and platform."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and put the results in the wheel. RuntimeError with the compiler's words where that fails."""
        if self.target_name != "wheel" or version == "editable":
            return
        source = Path(self.root) / "src"
        paths = [path for path in (source / PACKAGE).rglob("*.py") if path.name != "__init__.py"]
        files = sorted(str(path.relative_to(source)) for path in paths)
        self._folder = tempfile.TemporaryDirectory(prefix="tollbook-reading-")
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM, self._folder.name, *files],
            cwd=source,
            env={**os.environ, "MYPYPATH": str(source)},
            capture_output=True,
            text=True,
        )
        if run.returncode:
            raise RuntimeError(f"The reader does not compile:\n{run.stdout[-3000:]}\n{run.stderr[-3000:]}")
        library = Path(self._folder.name) / "lib"
        made = [path for path in library.rglob("*") if path.is_file()]
        build_data["force_include"].update({str(path): path.relative_to(library).as_posix() for path in made})
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Clear away what the compiler left."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()
