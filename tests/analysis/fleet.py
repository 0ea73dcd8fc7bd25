"""Makes telemetry of machines that have something to tell: the same for the same seed.

A machine changes from version 1.14.2 to 1.15.0 to 1.16.0 on its way. In 1.16.0 connections drop more often, and the phase
`agent_resolve` of a remote setup takes longer.
"""

import os
import random
from datetime import datetime, timedelta, timezone

FIRST_DAY = datetime(2026, 5, 1, tzinfo=timezone.utc)
VERSIONS = ("1.14.2", "1.15.0", "1.16.0")
PHASES = (("workspace_lookup", 180), ("cli_resolve", 420), ("compatibility_check", 60), ("agent_resolve", 900),
          ("workspace_ready", 2600), ("connection_handoff", 350))
ROUTES = ("/api/v2/buildinfo", "/api/v2/users/me", "/api/v2/workspaces", "/api/v2/workspaceagents/{id}/connection")
SYSTEMS = (("linux", "6.8.0-64-generic", "x64"), ("darwin", "24.5.0", "arm64"), ("win32", "10.0.26100", "x64"))
EDITORS = (("Visual Studio Code", "1.106.0"), ("Visual Studio Code", "1.105.1"), ("Cursor", "2.1.4"))
ERRORS = (('Request failed with status code 401', "ERR_BAD_REQUEST"), ("connect ECONNREFUSED 10.0.0.7:443", "ECONNREFUSED"),
          ("Agent did not connect within 30 s", "AGENT_TIMEOUT"))


class Session:
    """The lines of one session."""

    def __init__(self, seed, machine_id, version, start, system=SYSTEMS[0], editor=EDITORS[0]):
        self._random = random.Random(seed)
        self.id = self._hex(32)
        self._version = version
        self._now = start
        self._sequence = 0
        self._url = ""
        context = dict(extension_version=version, machine_id=machine_id, session_id=self.id, os_type=system[0],
                       os_version=system[1], host_arch=system[2], platform_name=editor[0], platform_version=editor[1])
        fields = ",".join(f'"{key}":"{value}"' for key, value in context.items())
        self.lines = [f'{{"kind":"header","schema_version":1,"timestamp":"{self._stamp()}","context":{{{fields}}}}}']

    def _hex(self, digits):
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"

    def _stamp(self):
        return self._now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{self._now.microsecond // 1000:03d}Z"

    def add(self, name, properties, measurements, extra="", event_id=None):
        self.lines.append(
            f'{{"event_id":"{event_id or self._hex(16)}","event_name":"{name}","timestamp":"{self._stamp()}",'
            f'"event_sequence":{self._sequence},"properties":{{{properties}}},"measurements":{{{measurements}}}'
            f'{extra},"deployment_url":"{self._url}"}}')
        self._sequence += 1

    def set_up(self):
        """A remote setup: a trace with its phases."""
        trace, root, begun = self._hex(32), self._hex(16), self._now
        fails = self._random.random() < (0.12 if self._version == "1.16.0" else 0.04)
        error = ""
        for phase, typical in PHASES:
            slower = 2.4 if phase == "agent_resolve" and self._version == "1.16.0" else 1
            length = slower * typical * self._random.lognormvariate(0, 0.55)
            self._now += timedelta(milliseconds=length)
            failed = fails and phase == "agent_resolve"
            if failed:
                message, code = ERRORS[2]
                error = f',"error":{{"message":"{message}","code":"{code}"}}'
            result = "error" if failed else "success"
            self.add(f"remote.setup.{phase}", f'"result":"{result}","workspace_name":"frontend-dev"',
                     f'"durationMs":{length:.3f}', f',"trace_id":"{trace}","parent_event_id":"{root}"{error if failed else ""}')
            if failed:
                break
            if phase == "cli_resolve":
                self.add("remote.setup.note", '"step":"cli_resolve"', '"attempt":1',
                         f',"trace_id":"{trace}","parent_event_id":"{root}"')
        whole = (self._now - begun).total_seconds() * 1000
        self.add("remote.setup", f'"result":"{"error" if fails else "success"}"', f'"durationMs":{whole:.3f}',
                 f',"trace_id":"{trace}"{error}', event_id=root)
        self._url = "https://dev.coder.com"

    def minute(self):
        """What a minute of work leaves: requests, a sample of the network, and now and then a drop."""
        self._now += timedelta(seconds=60)
        counts = f'"window_seconds":60,"count.2xx":{self._random.randrange(4, 40)}'
        if self._random.random() < 0.08:
            kind = self._random.choice(("4xx", "4xx", "5xx", "network_error"))
            counts += f',"count.{kind}":{self._random.randrange(1, 4)}'
        counts += f',"duration.p50_ms":{self._random.randrange(20, 80)},"duration.p95_ms":{self._random.randrange(80, 300)}'
        self.add("http.requests", f'"method":"GET","route":"{self._random.choice(ROUTES)}"', counts)
        busy = 1 + 0.7 * (9 <= self._now.hour < 12)
        self.add("ssh.network.sampled",
                 f'"p2p":"{"true" if self._random.random() < 0.7 else "false"}","preferred_derp":"Frankfurt"',
                 f'"latency_ms":{busy * 28 * self._random.lognormvariate(0, 0.4):.2f},'
                 f'"download_mbits":{240 / busy * self._random.lognormvariate(0, 0.3):.2f},'
                 f'"upload_mbits":{40 / busy * self._random.lognormvariate(0, 0.3):.2f}')
        if self._random.random() < (0.022 if self._version == "1.16.0" else 0.004):
            message, code = self._random.choice(ERRORS[:2])
            self.add("connection.dropped", '"cause":"error","close_code":"1006"', '"connection_duration_ms":734000.5',
                     f',"error":{{"message":"{message}","code":"{code}"}}')
            self.add("connection.state_transitioned", '"from":"connected","to":"reconnecting"', "")

    def text(self):
        return "\n".join(self.lines) + "\n"


def write_machine(folder, seed, days=2, minutes=20, sessions=1, first_day=FIRST_DAY):
    """A machine's telemetry: so many sessions on each day, of so many minutes. Returns how many events there are."""
    dice = random.Random(seed)
    os.makedirs(folder, exist_ok=True)
    machine_id, system, editor = f"{dice.getrandbits(256):064x}", dice.choice(SYSTEMS), dice.choice(EDITORS)
    changes = sorted(dice.uniform(0.15, 0.85) for _ in VERSIONS[1:])
    events = 0
    for day in range(days):
        version = VERSIONS[sum(day + 0.5 > change * days for change in changes)]
        for _ in range(sessions):
            start = first_day + timedelta(days=day, hours=7 + dice.random() * 9, minutes=dice.random() * 60)
            session = Session(dice.getrandbits(64), machine_id, version, start, system, editor)
            session.set_up()
            for _ in range(minutes):
                session.minute()
            name = f"telemetry-{start:%Y-%m-%d}-{session.id[:8]}.jsonl"
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(session.text())
            events += len(session.lines) - 1
    return events


def write_fleet(root, machines, seed=1, **sizes):
    """A fleet: folders of machines at several depths. Returns them, each with its number of events."""
    made = {}
    for number in range(machines):
        site = ("berlin", "austin/east", "sydney/lab/rack-2")[number % 3]
        folder = os.path.join(root, site, f"machine-{number:05d}")
        made[folder] = write_machine(folder, seed * 1_000_003 + number, **sizes)
    return made


def write_big_file(folder, megabytes, seed=7):
    """A machine with one session that never ended: a single file of so many megabytes. Returns its number of events."""
    os.makedirs(folder, exist_ok=True)
    session = Session(seed, f"{seed:064x}", VERSIONS[1], FIRST_DAY)
    session.set_up()
    start, size = len(session.lines), 0
    for _ in range(400):
        session.minute()
    block = [line + "\n" for line in session.lines[start:]]
    with open(os.path.join(folder, f"telemetry-2026-05-01-{session.id[:8]}.jsonl"), "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in session.lines[:start])
        events = start - 1
        while size < megabytes * 1_000_000:
            file.writelines(block)
            size += sum(map(len, block))
            events += len(block)
    return events
