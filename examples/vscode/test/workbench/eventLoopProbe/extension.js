// Measures how long the event loop of the extension host, which all extensions share, stands still.
'use strict';
const { writeFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { commands, window } = require('vscode');

exports.activate = ({ subscriptions }) => {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  subscriptions.push(
      commands.registerCommand('probe.begin', () => {
        delay.enable();
        delay.reset();
      }),
      commands.registerCommand('probe.end', () => {
        delay.disable();
        const longest = delay.max / 1e6;
        writeFileSync(join(homedir(), 'longest-pause'), String(longest));
        void window.showInformationMessage(`Longest pause: ${longest.toFixed(0)} ms`);
      }));
};
