// Measures how long the event loop of the extension host, which all extensions share, is busy at a time. A loop that
// only waits for a processor, on a machine that has other work, is not busy.
'use strict';
const { writeFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');
const { performance } = require('node:perf_hooks');
const { commands, window } = require('vscode');

exports.activate = ({ subscriptions }) => {
  let longest = 0;
  let last;
  let timer;
  const look = () => {
    const now = performance.eventLoopUtilization();
    longest = Math.max(longest, now.active - last.active);
    last = now;
  };
  subscriptions.push(
      commands.registerCommand('probe.begin', () => {
        longest = 0;
        last = performance.eventLoopUtilization();
        timer = setInterval(look, 5);
      }),
      commands.registerCommand('probe.end', () => {
        clearInterval(timer);
        look();
        writeFileSync(join(homedir(), 'longest-busy'), String(longest));
        void window.showInformationMessage(`Busy for at most: ${longest.toFixed(0)} ms`);
      }));
};
