# Each target sets up what it needs: Python 3.11 and pip are enough to start.
.PHONY: demo test bench serve setup lint wheel

UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
RUN := $(UV) run --frozen --no-sync

# The demonstration needs the plain package only, not the test tools.
demo: $(UV)
	@$(UV) sync --frozen --quiet --no-dev --inexact
	@$(RUN) tollbook demo

test: setup
	@$(RUN) ruff check src tests benchmarks
	@$(RUN) mypy
	@$(RUN) pytest -n 2 --dist loadgroup
	@$(RUN) python -m benchmarks.gates

bench: setup
	@$(RUN) python -m benchmarks

serve: $(UV)
	@$(UV) sync --frozen --quiet --no-dev --inexact --extra desk
	@$(RUN) tollbook serve

# A release wheel: the reader compiled, which needs a C compiler and some minutes.
wheel: $(UV)
	@HATCH_BUILD_HOOK_ENABLE_CUSTOM=true $(UV) build --wheel --quiet

setup: $(UV)
	@$(UV) sync --frozen --quiet --extra desk --extra team --extra parquet
	@sh .ci/system-packages

# Bare machine: uv comes from pip, into a folder of this checkout's own.
.tools/bin/uv:
	@python3 -m pip install --quiet --disable-pip-version-check --target .tools uv
