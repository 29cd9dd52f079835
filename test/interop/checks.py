"""Counts checks and prints one line each; the last line of a script is `N passed, N failed`."""

import json
import shlex
import subprocess
import sys


class Checks:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def run(self, title, check):
        """Runs a function that raises for an error; returns its result, or None."""
        try:
            result = check()
        except Exception as error:  # noqa: BLE001 - any error is a failed check
            self.failed += 1
            print(f"FAIL {title}: {type(error).__name__}: {error}", flush=True)
            return None
        self.passed += 1
        print(f"ok   {title}", flush=True)
        return result

    def finish(self):
        print(f"\n{self.passed} passed, {self.failed} failed", flush=True)
        sys.exit(1 if self.failed else 0)


def expect_equal(actual, expected, what="value"):
    if actual != expected:
        raise AssertionError(f"{what} is {actual!r}, expected {expected!r}")


def apply_merge_patch(target, patch):
    """RFC 7396, section 2."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = apply_merge_patch(result.get(key), value)
    return result


class Lamina:
    """The command line under test."""

    def __init__(self, command):
        self.command = shlex.split(command)

    def run(self, *args):
        done = subprocess.run([*self.command, *map(str, args)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"lamina {' '.join(map(str, args))} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def prune(self, model, removed, out, *options):
        return json.loads(self.run("prune", model, "--remove", ",".join(map(str, removed)), "--out", out, "--json", "-", *options))
