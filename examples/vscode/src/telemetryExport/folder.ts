// Where the telemetry is. All of it is on the machine that this extension runs on.
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, normalize } from 'node:path';

/** The id of the extension that writes the telemetry. */
const writerId = 'coder.coder-remote';

/** The setting that names another folder. */
export const folderSetting = 'coder.telemetry.folder';

/** Whether there is a folder at a path. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Whether a setting's value names a folder. Where not, it is the default. */
export function isFolderSet(setting: unknown): boolean {
  return typeof setting !== 'string' || setting.trim() !== '';
}

/**
 * The folder that a setting's value names; undefined where that is no absolute path. Settings are written by hand, so
 * that the value may be anything.
 *
 * The default is the writer's own: `telemetry` in its global storage. That stands beside the global storage of every
 * other extension of the same host, also in a remote window, and it is `globalStorage` itself within the writer.
 */
export function telemetryFolder(setting: unknown, globalStorage: string): string | undefined {
  if (typeof setting !== 'string') return undefined;
  const text = setting.trim();
  if (!isFolderSet(setting)) return join(dirname(globalStorage), writerId, 'telemetry');
  const folder = /^~(?=$|[\\/])/.test(text) ? join(homedir(), text.slice(1)) : text;
  return isAbsolute(folder) ? normalize(folder) : undefined;
}
