"""Settings for all tests."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# A shared build server may stall for longer than the 200 ms that one example is given by default.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


def pytest_configure() -> None:
    """Programs that the tests start must be open to Ctrl-C, even where this process was started without.

    A shell starts background jobs with SIGINT ignored, and that is inherited; a handler is not.
    """
    # Threads that spin while they wait for each other would take the processor from the tests beside these.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _settings_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the person who runs the tests chose is out of sight, and safe."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOICEPREP_SETTINGS", str(tmp_path_factory.mktemp("settings") / "none.json"))
        yield


def pytest_sessionfinish(session: pytest.Session) -> None:
    """On the build server everything is installed, so a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
