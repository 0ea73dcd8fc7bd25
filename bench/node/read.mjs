// Telemetry files of a folder to self-contained rows.
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';

const PIECE = 1024 * 1024;
const NAME = /^telemetry-(\d{4}-\d\d-\d\d)-([^.]+)(?:\.(\d+))?\.jsonl$/;

// [session, [file names]] in the order of the sessions' first files.
export function sessionsOf(folder) {
  const files = readdirSync(folder)
    .map((name) => NAME.exec(name))
    .filter((match) => match !== null)
    .map(([name, date, session, part]) => ({ name, date, session, part: Number(part ?? 0) }));
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  files.sort((a, b) => compare(a.date, b.date) || compare(a.session, b.session) || a.part - b.part);
  const sessions = new Map();
  for (const { name, session } of files) {
    if (!sessions.has(session)) sessions.set(session, []);
    sessions.get(session).push(name);
  }
  return [...sessions.values()];
}

function* linesOf(path) {
  const fd = openSync(path, 'r');
  try {
    let rest = Buffer.alloc(0);
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE);
      const got = readSync(fd, piece, 0, PIECE, null);
      if (got === 0) break;
      const bytes = rest.length > 0 ? Buffer.concat([rest, piece.subarray(0, got)]) : piece.subarray(0, got);
      let begin = 0;
      for (;;) {
        const end = bytes.indexOf(10, begin);
        if (end < 0) break;
        yield bytes.toString('utf8', begin, end);
        begin = end + 1;
      }
      rest = bytes.subarray(begin);
    }
    if (rest.length > 0) yield rest.toString('utf8');
  } finally {
    closeSync(fd);
  }
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

export function* rowsOf(folder, names) {
  for (const name of names) {
    let header = null;
    for (const line of linesOf(`${folder}/${name}`)) {
      const row = parse(line);
      if (row === null) continue;
      if (row.kind === 'header') {
        header = row;
        continue;
      }
      const time = Date.parse(row.timestamp);
      if (row.context !== undefined) {
        yield { time, element: row };
      } else if (header !== null) {
        const { deployment_url: url = '', schema_version: _, ...element } = row;
        element.schema_version = header.schema_version;
        element.context = { ...header.context, deployment_url: url };
        yield { time, element };
      }
    }
  }
}

// Always the next row of the session whose next row is the earliest; a heap of sessions.
export function* mergeByTime(folder) {
  const less = (a, b) => {
    if (a.row.time !== b.row.time) return a.row.time < b.row.time;
    const [one, other] = [a.row.element.context.session_id, b.row.element.context.session_id];
    return one !== other ? one < other : a.place < b.place;
  };
  const heap = [];
  const sink = (at) => {
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && less(heap[child], heap[least])) least = child;
      }
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least], heap[at]];
      at = least;
    }
  };
  // A session is opened on its first day, when its turn comes: all at once would need too many descriptors.
  const waiting = sessionsOf(folder).map((names, place) => ({ names, place, day: Date.parse(names[0].slice(10, 20)) }));
  let next = 0;
  const openUpTo = (time) => {
    for (; next < waiting.length && waiting[next].day <= time; next += 1) {
      const { names, place } = waiting[next];
      const rows = rowsOf(folder, names);
      const { value: row } = rows.next();
      if (row === undefined) continue;
      heap.push({ rows, row, place });
      for (let at = heap.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!less(heap[at], heap[parent])) break;
        [heap[at], heap[parent]] = [heap[parent], heap[at]];
        at = parent;
      }
    }
  };
  for (;;) {
    if (heap.length === 0) {
      if (next === waiting.length) return;
      openUpTo(waiting[next].day);
      continue;
    }
    if (next < waiting.length && waiting[next].day <= heap[0].row.time) {
      openUpTo(heap[0].row.time);
      continue;
    }
    const first = heap[0];
    yield first.row;
    const { value: row } = first.rows.next();
    if (row !== undefined) {
      first.row = row;
    } else {
      const last = heap.pop();
      if (heap.length === 0) continue;
      if (last !== first) heap[0] = last;
    }
    sink(0);
  }
}
