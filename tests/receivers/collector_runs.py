"""Collectors with pipelines for the tests, what they are sent, and what they keep."""

import gzip
import json
import os
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Tuple

from collected import read_lines, record_count
from corpora import Export
from otlp_checker import SIGNALS
from servers import HOST, Answer, Collector, Server, wait_until

JSON_TYPE = {"Content-Type": "application/json"}
SETTLE_SECONDS = 60
# Names of the file exporters: what arrived, delta sums made cumulative, and metrics of spans.
ARRIVED = tuple(SIGNALS)
TOTALS, SPAN_METRICS = "totals", "span_metrics"


class Kept(NamedTuple):
    """The documents that each file exporter wrote."""

    files: Dict[str, List[Any]]
    answers: List[Tuple[str, Answer]]


def _file_exporters(folder: str) -> Dict[str, Any]:
    return {"file/" + name: {"path": _file(folder, name)} for name in (*ARRIVED, TOTALS, SPAN_METRICS)}


def _file(folder: str, name: str) -> str:
    return os.path.join(folder, name + ".jsonl")


def _service(pipelines: Dict[str, Any]) -> Dict[str, Any]:
    return {"telemetry": {"metrics": {"level": "none"}}, "pipelines": pipelines}


def receiving_config(folder: str) -> Dict[str, Any]:
    """OTLP over HTTP to files, and metrics by way of delta_to_cumulative and span_metrics as well."""
    return {
        "receivers": {"otlp": {"protocols": {"http": {"endpoint": HOST + ":0"}}}},
        "processors": {"delta_to_cumulative": {"max_stale": "87600h", "max_streams": 10**6}},
        "connectors": {"span_metrics": {"metrics_flush_interval": "100ms", "metrics_expiration": "0s"}},
        "exporters": _file_exporters(folder),
        "service": _service(
            {
                "logs": {"receivers": ["otlp"], "exporters": ["file/logs"]},
                "traces": {"receivers": ["otlp"], "exporters": ["file/traces", "span_metrics"]},
                "metrics": {"receivers": ["otlp"], "exporters": ["file/metrics"]},
                "metrics/totals": {
                    "receivers": ["otlp"],
                    "processors": ["delta_to_cumulative"],
                    "exporters": ["file/" + TOTALS],
                },
                "metrics/spans": {"receivers": ["span_metrics"], "exporters": ["file/" + SPAN_METRICS]},
            }
        ),
    }


def tailing_config(folder: str, package: str, **settings: Any) -> Dict[str, Any]:
    """The otlp_json_file receiver to files; an OTLP receiver tells that all has started."""
    config = receiving_config(folder)
    pipelines = {}
    for name in SIGNALS:
        receiver = "otlp_json_file/" + name
        config["receivers"][receiver] = {
            "include": [os.path.join(package, name + ".jsonl")],
            "start_at": "beginning",
            "include_file_name": False,
            "poll_interval": "50ms",
            **settings,
        }
        pipelines[name] = {"receivers": [receiver, "otlp"], "exporters": ["file/" + name]}
    del config["processors"], config["connectors"]
    config["service"] = _service(pipelines)
    return config


def post(server: Server, path: str, body: bytes, zipped: bool = False, prefix: str = "") -> Answer:
    headers = dict(JSON_TYPE, **({"Content-Encoding": "gzip"} if zipped else {}))
    return server.request("POST", prefix + path, gzip.compress(body, 1) if zipped else body, headers)


def requests_of(export: Export) -> Iterator[Tuple[str, str, bytes]]:
    """Name, endpoint and body of each request of the manifest."""
    for request in export.package.manifest["requests"]:
        with open(os.path.join(export.path, request["path"]), "rb") as file:
            yield request["path"], request["endpoint"], file.read()


def send(
    folder: str, export: Export, zipped: bool, settled: Callable[[str], bool], change: Callable[[bytes], bytes] = bytes
) -> Kept:
    """Sends a package to a new Collector, and gives what it kept.

    settled: of the folder, whether all is there that comes in the server's own time. change: what to do to each body.
    """
    os.makedirs(folder)
    with Collector(receiving_config(folder)) as collector:
        answers = []
        for name, endpoint, body in requests_of(export):
            answers.append((name, post(collector, endpoint, change(body), zipped)))
        wait_until(lambda: settled(folder), SETTLE_SECONDS)
    return Kept(_read(folder), answers)


def tail(folder: str, export: Export, wanted: Optional[Dict[str, int]] = None, **settings: Any) -> Kept:
    """Lets a new Collector read an otlp-jsonl package from its files, and gives what it kept.

    wanted: how many records of a signal to wait for, where they are not all. settings: of the receivers.
    """
    os.makedirs(folder)
    awaited = {**export.package.manifest["records"], **(wanted or {})}

    def settled() -> bool:
        return all(record_count(latest(folder, name), name) >= awaited[name] for name in SIGNALS)

    with Collector(tailing_config(folder, export.path, **settings)):
        wait_until(settled, SETTLE_SECONDS)
    return Kept(_read(folder), [])


def _read(folder: str) -> Dict[str, List[Any]]:
    return {name: read_lines(_file(folder, name)) for name in (*ARRIVED, TOTALS, SPAN_METRICS)}


def latest(folder: str, name: str) -> List[Any]:
    return read_lines(_file(folder, name))


def rejected_of(answer: Answer) -> Any:
    """What a 200 says was not taken, nothing as a rule."""
    return answer.json().get("partialSuccess") if answer.body else None


def changed_json(change: Callable[[Any], None]) -> Callable[[bytes], bytes]:
    """A change of documents, for tests that show that a comparison can fail."""

    def changed(body: bytes) -> bytes:
        document = json.loads(body)
        change(document)
        return json.dumps(document, ensure_ascii=False).encode("utf-8")

    return changed
