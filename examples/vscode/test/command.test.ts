// The command as a whole, in an editor of a few objects: what is passed to VS Code and to the package.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import Module from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { ExtensionContext, OutputChannel, SaveDialogOptions } from 'vscode';

const sample = join(__dirname, '..', '..', '..', 'sample-telemetry');

interface Place {
  scheme: string;
  fsPath: string;
}

/** What the editor is asked and told, and what it answers: labels of items, places of files, buttons by a notice's start. */
class Editor {
  picks: string[] = [];
  targets: (Place | undefined)[] = [];
  buttons = new Map<RegExp, string>();
  readonly saveDialogs: SaveDialogOptions[] = [];
  readonly notices: string[] = [];
  folder = '';

  private readonly waiting = new Map<RegExp, () => void>();

  /** Until a notice of this text is shown. */
  notice(pattern: RegExp): Promise<void> {
    return new Promise((resolve) => {
      if (this.notices.some((text) => pattern.test(text))) resolve();
      this.waiting.set(pattern, resolve);
    });
  }

  private readonly show = (text: string, ...items: { title: string }[]) => {
    this.notices.push(text);
    for (const [pattern, resolve] of this.waiting) {
      if (pattern.test(text)) resolve();
    }
    const [start, title] = [...this.buttons].find(([pattern]) => pattern.test(text)) ?? [];
    if (start !== undefined) this.buttons.delete(start);
    return Promise.resolve(items.find((item) => item.title === title));
  };

  /** The module `vscode`, of which this is all that the command uses. */
  readonly api = {
    ExtensionKind: { UI: 1 },
    ProgressLocation: { Notification: 15 },
    QuickInputButtons: { Back: {} },
    Uri: { file: (fsPath: string): Place => ({ scheme: 'file', fsPath }) },
    commands: { getCommands: () => Promise.resolve([]), executeCommand: () => Promise.resolve() },
    env: { remoteName: undefined },
    window: {
      createQuickPick: () => this.quickPick(),
      showSaveDialog: (options: SaveDialogOptions) => {
        this.saveDialogs.push(options);
        return Promise.resolve(this.targets.shift());
      },
      showInformationMessage: this.show,
      showWarningMessage: this.show,
      showErrorMessage: this.show,
      withProgress: (_: unknown, work: (progress: object, token: object) => unknown) =>
        work({ report: () => {} }, { onCancellationRequested: () => {} }),
    },
    workspace: { getConfiguration: () => ({ get: () => this.folder }) },
  };

  private quickPick() {
    const ignored = () => ({ dispose: () => {} });
    let accept = () => {};
    const input = {
      items: [] as { label: string }[],
      activeItems: [] as { label: string }[],
      onDidTriggerButton: ignored,
      onDidHide: ignored,
      onDidAccept: (listener: () => void) => {
        accept = listener;
        return ignored();
      },
      show: () => {
        const label = this.picks.shift();
        input.activeItems = input.items.filter((item) => item.label === label);
        assert.equal(input.activeItems.length, 1, `there is no item ${label}`);
        queueMicrotask(() => accept());
      },
      dispose: () => {},
    };
    return input;
  }
}

const editor = new Editor();
const modules = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
const load = modules._load;
modules._load = (request, ...rest) => request === 'vscode' ? editor.api : load(request, ...rest);
// After that, or there would be no such module.
const { ExportTelemetry } = require('../src/telemetryExport/command') as typeof import('../src/telemetryExport/command');

function scratch(t: TestContext): string {
  const path = fs.mkdtempSync(join(tmpdir(), 'telex-vscode-'));
  t.after(() => fs.rmSync(path, { recursive: true, force: true }));
  return path;
}

function command(flush?: () => Promise<unknown>) {
  const context = { globalStorageUri: { fsPath: '/none/other' }, extension: { extensionKind: 2 } };
  const details = { appendLine: () => {}, show: () => {} };
  return new ExportTelemetry(context as unknown as ExtensionContext, details as unknown as OutputChannel,
                             (error) => assert.fail(String(error)), flush);
}

test('the dialog has the format\'s name and filter, and begins where the last file was chosen', async (t) => {
  const target = scratch(t);
  editor.folder = sample;
  const exporting = command();
  const file = (...names: string[]) => editor.api.Uri.file(join(target, ...names));
  for (const [label, end, filters] of [['JSON array', '.json', { 'JSON files': ['json'] }],
    ['OTLP/JSON', '.otlp.zip', { 'Zip files': ['zip'] }]] as const) {
    editor.picks = ['All time', label];
    editor.targets = [file(`a${end}`)];
    await exporting.run();
    const { defaultUri, filters: passed, title, saveLabel } = editor.saveDialogs.at(-1) ?? {};
    const suggested = defaultUri?.fsPath ?? '';
    assert.deepEqual(passed, filters);
    assert.deepEqual([title, saveLabel], ['Save Exported Telemetry', 'Export']);
    assert.ok(suggested.endsWith(end) && suggested.includes('/coder-telemetry-all-time'), suggested);
    assert.equal(dirname(suggested), editor.saveDialogs.length === 1 ? homedir() : target);
  }
  assert.deepEqual(fs.readdirSync(target).sort(), ['a.json', 'a.otlp.zip']);

  // What each dialog was answered, and where the next one began.
  fs.writeFileSync(join(target, 'b'), '');
  const steps: [Place | undefined, string][] = [[undefined, target], [file('b', 'x.json'), homedir()],
    [file('missing', 'x.json'), homedir()], [file('c.json'), target], [undefined, target]];
  editor.saveDialogs.length = 0;
  for (const [place] of steps) {
    editor.picks = ['All time', 'JSON array'];
    editor.targets = [place];
    await exporting.run();
  }
  assert.deepEqual(editor.saveDialogs.map(({ defaultUri }) => dirname(defaultUri?.fsPath ?? '')),
                   [target, ...steps.slice(0, -1).map(([, next]) => next)]);
});

test('a folder that may not be written to is not suggested again', async (t) => {
  const target = scratch(t);
  editor.folder = sample;
  // Nobody may make files in /dev/pts; root may elsewhere.
  const readOnly = process.getuid?.() === 0 ? '/dev/pts' : join(target, 'read-only');
  if (readOnly !== '/dev/pts') fs.mkdirSync(readOnly, { mode: 0o555 });
  const exporting = command();
  editor.saveDialogs.length = 0;
  editor.notices.length = 0;
  for (const folder of [target, readOnly, target]) {
    editor.picks = ['All time', 'JSON array'];
    editor.targets = [editor.api.Uri.file(join(folder, 'a.json'))];
    await exporting.run();
  }
  assert.match(editor.notices[1] ?? '', /Permission denied/);
  assert.deepEqual(editor.saveDialogs.map(({ defaultUri }) => dirname(defaultUri?.fsPath ?? '')),
                   [homedir(), target, homedir()]);
});

test('what is in memory is written before the export, and once; where it is not, a warning says so', async (t) => {
  const target = scratch(t);
  const source = join(target, 'telemetry');
  const [first = '', ...rest] = fs.readdirSync(sample);
  fs.mkdirSync(source);
  fs.copyFileSync(join(sample, first), join(source, first));
  editor.folder = source;
  let flushed = 0;
  const flush = () => {
    flushed += 1;
    for (const name of rest) fs.copyFileSync(join(sample, name), join(source, name));
    return Promise.resolve();
  };
  const out = join(target, 'out.json');
  editor.picks = ['All time', 'JSON array'];
  editor.targets = [editor.api.Uri.file(out)];
  await command(flush).run();
  assert.equal(flushed, 1);
  assert.equal(JSON.parse(fs.readFileSync(out, 'utf8')).length, 255);

  editor.picks = ['All time', 'JSON array'];
  editor.targets = [editor.api.Uri.file(out)];
  editor.notices.length = 0;
  await command(() => Promise.reject(new Error('disk full'))).run();
  assert.equal(editor.notices.length, 2);
  assert.equal(editor.notices[0], 'The newest events may be missing from the export: disk full.');
  assert.match(editor.notices[1] ?? '', /^Exported 255 events to out\.json /);
});

test('a file elsewhere is refused, and another one asked for', async (t) => {
  const target = scratch(t);
  editor.folder = sample;
  editor.picks = ['All time', 'JSON array'];
  editor.targets = [{ scheme: 'vscode-vfs', fsPath: '/elsewhere/a.json' }, editor.api.Uri.file(join(target, 'a.json'))];
  editor.buttons.set(/must be on the machine/, 'Choose Another File');
  editor.saveDialogs.length = 0;
  editor.notices.length = 0;
  await command().run();
  await editor.notice(/^Exported/);
  assert.equal(editor.saveDialogs.length, 2);
  assert.equal(dirname(editor.saveDialogs[1]?.defaultUri?.fsPath ?? ''), homedir());
  assert.deepEqual(fs.readdirSync(target), ['a.json']);
});
