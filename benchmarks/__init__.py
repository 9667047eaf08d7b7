"""Speed and quality, measured: `python -m benchmarks` runs all, `python -m benchmarks.gates` checks the floors."""
