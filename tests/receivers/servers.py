"""The real servers: a Collector and a Prometheus as processes, on ports that the system chooses, always stopped."""

import ctypes
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from typing import Any, Callable, Dict, List, NamedTuple, Optional

HOST = "127.0.0.1"
# Prometheus' own default.
DEFAULT_NAMES = "UnderscoreEscapingWithSuffixes"
START_SECONDS = 60
ANSWER_SECONDS = 60
STOP_SECONDS = 30
_POLL_SECONDS = 0.05
_PR_SET_PDEATHSIG = 1
_OTLP_ADDRESS = r'Starting HTTP server.*"endpoint": "127\.0\.0\.1:(\d+)"'
_COLLECTOR_READY = "Everything is ready"


class Answer(NamedTuple):
    status: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body.decode("utf-8"))


def _die_with_parent() -> None:
    """A test run that is killed leaves no server behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Server:
    """A process that tells its port, if it has one, and that it is ready, in its log."""

    def __init__(self, command: List[str], address: Optional[str], ready: str):
        self.lines: List[str] = []
        self.port = 0
        self._news = threading.Condition()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            preexec_fn=_die_with_parent,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            if address is not None:
                self.port = int(self._wait_for_line(address).group(1))
            self._wait_for_line(ready)
        except BaseException:
            self.stop()
            raise

    def _read(self) -> None:
        for line in self._process.stdout:
            with self._news:
                self.lines.append(line)
                self._news.notify_all()
        with self._news:
            self._process.wait()
            self._news.notify_all()

    def _wait_for_line(self, pattern: str) -> "re.Match[str]":
        def found() -> Optional["re.Match[str]"]:
            return next(filter(None, (re.search(pattern, line) for line in self.lines)), None)

        with self._news:
            self._news.wait_for(lambda: found() or self._process.poll() is not None, timeout=START_SECONDS)
            match = found()
        if match is None:
            raise RuntimeError("%s did not start: %s" % (self._process.args[0], self.log()))
        return match

    def log(self) -> str:
        return "".join(self.lines[-30:])

    def request(self, method: str, path: str, body: bytes = b"", headers: Optional[Dict[str, str]] = None) -> Answer:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request(method, path, body or None, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.read())
        finally:
            connection.close()

    def stop(self) -> int:
        """Ends the process, with what it still holds written out; its exit status."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._reader.join(STOP_SECONDS)
        if not self._reader.is_alive():
            self._process.stdout.close()
        return self._process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop()


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition came true in time; for what a server does in its own time and tells nobody."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        threading.Event().wait(_POLL_SECONDS)
    return True


class Collector(Server):
    """A Collector with a configuration (a JSON value: JSON is YAML, too)."""

    def __init__(self, config: Dict[str, Any]):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml", delete=False) as file:
            json.dump(config, file)
        try:
            super().__init__([program("collector"), "--config", file.name], _OTLP_ADDRESS, _COLLECTOR_READY)
        finally:
            os.unlink(file.name)


class ExampleCollector(Server):
    """A Collector with configuration files, the later over the earlier, and what they take from the environment."""

    def __init__(self, paths: List[str], environment: Dict[str, str], listens: bool):
        command = ["env", *("%s=%s" % pair for pair in environment.items()), program("collector")]
        command += ["--config=" + path for path in paths]
        super().__init__(command, _OTLP_ADDRESS if listens else None, _COLLECTOR_READY)


class Prometheus(Server):
    """A Prometheus that takes OTLP, with resource attributes as labels.

    window: how old a sample may be beside new ones. names: how names of OTLP become names of Prometheus.
    """

    def __init__(self, folder: str, promoted: List[str], window: str = "10y", names: str = DEFAULT_NAMES):
        config = {
            "storage": {"tsdb": {"out_of_order_time_window": window}},
            "otlp": {"promote_resource_attributes": promoted, "translation_strategy": names},
        }
        path = os.path.join(folder, "prometheus.yaml")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(config, file)
        super().__init__(
            [
                program("prometheus"),
                "--config.file=" + path,
                "--storage.tsdb.path=" + os.path.join(folder, "data"),
                "--storage.tsdb.retention.time=20y",
                "--web.listen-address=%s:0" % HOST,
                "--web.enable-otlp-receiver",
            ],
            r'msg="Listening on".*address=127\.0\.0\.1:(\d+)',
            "Server is ready to receive web requests",
        )


def program(name: str) -> str:
    """A server that run.sh built."""
    return os.path.join(os.environ["TELEX_RECEIVERS_BIN"], name)
