// A code-server of its own, with a new home, the packaged extension and nothing else.
import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const startLimit = 60_000;

/** Settings of a window that shows nothing but what is tested. */
const settings = {
  'workbench.startupEditor': 'none',
  'workbench.reduceMotion': 'on',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  // The window is one of Restricted Mode, in which only what declares so is active.
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'chat.commandCenter.enabled': false,
  'extensions.ignoreRecommendations': true,
};

export class Server {
  /** `program`: code-server's entry; `vsix`: the packages of extensions. */
  constructor({ program, vsix, home, logFile }) {
    Object.assign(this, { program, vsix, home, logFile });
    this.data = path.join(home, 'data');
    this.workspace = path.join(home, 'workspace');
    this.settingsFile = path.join(this.data, 'User', 'settings.json');
    /** Where the Coder extension of this host would keep its telemetry. */
    this.telemetry = path.join(this.data, 'User', 'globalStorage', 'coder.coder-remote', 'telemetry');
  }

  async start(environment = {}) {
    for (const folder of [this.workspace, path.dirname(this.settingsFile), path.dirname(this.telemetry)]) {
      fs.mkdirSync(folder, { recursive: true });
    }
    fs.writeFileSync(this.settingsFile, JSON.stringify(settings));
    fs.writeFileSync(path.join(this.home, 'config.yaml'), '');
    this.environment = { ...process.env, ...environment, HOME: this.home, EXTENSIONS_GALLERY: '{}' };
    const common = ['--config', path.join(this.home, 'config.yaml'), '--user-data-dir', this.data,
      '--extensions-dir', path.join(this.home, 'extensions')];
    for (const file of this.vsix) this.run([...common, '--install-extension', file]);
    const log = fs.openSync(this.logFile, 'w');
    this.child = spawn(process.execPath, [this.program, ...common, '--bind-addr', '127.0.0.1:0', '--auth', 'none',
      '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
    { env: this.environment, stdio: ['ignore', log, log], detached: true });
    fs.closeSync(log);
    this.address = await this.listening();
  }

  /** The window's address, with the workspace open. */
  get window() {
    return `${this.address}/?folder=${encodeURIComponent(this.workspace)}`;
  }

  get log() {
    return fs.readFileSync(this.logFile, 'utf8');
  }

  /** What the log says of extension hosts that did not end by themselves. */
  get crashes() {
    return this.log.split('\n').filter((line) => /signal: (?!unknown)SIG|crashed|Fatal error|Assertion/i.test(line));
  }

  stop() {
    // The server is the leader of a group, with all that it has started.
    if (this.child !== undefined) process.kill(-this.child.pid, 'SIGKILL');
  }

  run(args) {
    execFileSync(process.execPath, [this.program, ...args], { env: this.environment, stdio: 'pipe', timeout: startLimit });
  }

  async listening() {
    const end = Date.now() + startLimit;
    while (Date.now() < end) {
      if (this.child.exitCode !== null) throw new Error(`code-server ended:\n${this.log}`);
      const address = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(this.log)?.[1];
      if (address !== undefined && await fetch(`${address}/healthz`).then((answer) => answer.ok, () => false)) return address;
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    throw new Error(`code-server did not start within ${startLimit} ms:\n${this.log}`);
  }
}
