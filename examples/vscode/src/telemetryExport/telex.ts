// The telex package, loaded when it is needed: its addon may be missing for a platform, and that must cost the command,
// not the extension.

export type Telex = typeof import('telex');

export function loadTelex(): Telex {
  return require('telex') as Telex;
}
