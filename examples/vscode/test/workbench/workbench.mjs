// The window, as a person uses it: what is on the screen is waited for, keys and buttons are pressed.
import * as path from 'node:path';
import { chromium } from 'playwright-core';

// Of each wait. A machine that builds something else at the same time is slow, but not that slow.
const limit = 30_000;

const saveTitle = 'Save Exported Telemetry';

const browserArguments = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export function startBrowser(executablePath, home) {
  return chromium.launch({ executablePath, args: browserArguments, env: { ...process.env, HOME: home } });
}

export class Workbench {
  /** Opens a window. `screenshots` is the folder in which every step is kept. */
  static async open(browser, address, screenshots) {
    const context = await browser.newContext({ viewport: { width: 1024, height: 640 },
                                               permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    page.setDefaultTimeout(limit);
    await page.goto(address);
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    return new Workbench(page, screenshots);
  }

  constructor(page, screenshots) {
    Object.assign(this, { page, screenshots, shots: 0, scenario: 'start' });
    this.input = page.locator('.quick-input-widget');
    this.box = this.input.locator('.quick-input-box input');
    /** The box of the save dialog alone, and of none of its questions. */
    this.saveBox = page.locator('.quick-input-widget', { has: page.locator('.quick-input-title', { hasText: saveTitle }) })
        .locator('.quick-input-box input');
    this.title = this.input.locator('.quick-input-title');
    this.message = this.input.locator('.quick-input-message');
    this.rows = this.input.locator('.quick-input-list .monaco-list-row');
    this.toasts = page.locator('.notifications-toasts .notification-toast');
    this.output = page.locator('.part.panel .view-lines');
  }

  async close() {
    await this.page.context().close();
  }

  begin(scenario) {
    this.scenario = scenario;
  }

  /** Keeps what is on the screen. */
  async shot(name) {
    this.shots += 1;
    const file = `${String(this.shots).padStart(3, '0')} ${this.scenario} ${name}.png`;
    await this.page.screenshot({ path: path.join(this.screenshots, file.replace(/[^\w.]+/g, '-')) });
  }

  async press(key) {
    await this.page.keyboard.press(key);
  }

  /** Runs a command by its title, from the palette. */
  async runCommand(title) {
    // The palette's list is made when it opens; a command that is not there yet, is when it is opened again.
    for (const end = Date.now() + limit; ;) {
      await this.press('F1');
      await this.box.waitFor();
      await this.box.fill(`>${title}`);
      const found = this.input.locator('.monaco-list-row.focused', { hasText: title }).waitFor({ timeout: 3000 });
      if (await found.then(() => true, () => false)) break;
      if (Date.now() > end) throw new Error(`there is no command ${title}`);
      await this.leave();
    }
    await this.shot('palette');
    await this.press('Enter');
  }

  /** Waits for a step of the command, `1/2`, and for one of its items where there are some. */
  async step(number, item) {
    await this.title.filter({ hasText: `(${number})` }).waitFor();
    if (item !== undefined) await this.row(item).waitFor();
    await this.shot(`step ${number}`);
  }

  row(text) {
    return this.rows.filter({ hasText: text }).first();
  }

  async choose(item) {
    await this.row(item).click();
  }

  /** Waits until Enter would choose this item. */
  async activeRow(label) {
    await this.input.locator('.monaco-list-row.focused', { hasText: label }).waitFor();
  }

  /** Types a date, and waits for what is said about it: nothing, where no problem is expected. */
  async typeDate(text, problem) {
    await this.box.fill(text);
    if (problem === undefined) {
      await this.message.filter({ hasText: 'day, in UTC' }).waitFor();
    } else {
      await this.message.filter({ hasText: problem }).waitFor();
      await this.shot('wrong date');
    }
  }

  async back() {
    await this.input.locator('.quick-input-titlebar .codicon-quick-input-back').click();
  }

  /** Ends what is asked by Escape. */
  async leave() {
    await this.press('Escape');
    await this.input.waitFor({ state: 'hidden' });
  }

  /** Waits for the save dialog; resolves with the path that it suggests. */
  async saveDialog(name) {
    await this.title.filter({ hasText: saveTitle }).waitFor();
    // Until the folder is listed and its path is in the box, what is typed would be lost.
    await this.row('..').waitFor();
    await this.page.waitForFunction((end) => document.querySelector('.quick-input-box input').value.endsWith(end), name);
    await this.shot('save dialog');
    return this.box.inputValue();
  }

  async saveAs(file) {
    // While the dialog lists the folder that was typed, it takes no Enter, and may write the folder into the box again.
    for (const end = Date.now() + limit; Date.now() < end;) {
      const entered = this.saveBox.fill(file, { timeout: 2000 }).then(() => this.saveBox.press('Enter', { timeout: 2000 }));
      // It may have left meanwhile.
      await entered.catch(() => {});
      const left = this.title.filter({ hasText: saveTitle }).waitFor({ state: 'hidden', timeout: 2000 });
      if (await left.then(() => true, () => false)) return;
    }
    throw new Error(`the save dialog does not take ${file}`);
  }

  /** Waits for a notification with this text, after any progress has gone; resolves with all of its text. */
  async toast(text) {
    await this.toasts.filter({ hasText: text }).first().waitFor();
    await this.toasts.filter({ hasText: 'Exporting telemetry' }).waitFor({ state: 'detached' });
    return this.toastText(text, 'notification');
  }

  /** Waits for the progress of an export; resolves with its text. */
  async progress(text) {
    await this.toasts.filter({ hasText: text }).first().waitFor();
    return this.toastText(text, 'progress');
  }

  async toastText(text, name) {
    await this.shot(name);
    return this.toasts.filter({ hasText: text }).first().locator('.notification-list-item-message').innerText();
  }

  async pressButton(toastText, button) {
    await this.toasts.filter({ hasText: toastText }).first().locator('.monaco-button', { hasText: button }).click();
  }

  async buttons(toastText) {
    return this.toasts.filter({ hasText: toastText }).first().locator('.monaco-button').allInnerTexts();
  }

  async toastCount() {
    return this.toasts.count();
  }

  /** Closes what an earlier scenario has left on the screen. */
  async clear() {
    if (await this.input.isVisible()) await this.leave();
    // One that shows progress has no such button: it goes with what it shows, which can be after the export's end.
    await this.page.waitForFunction(() => {
      const toasts = document.querySelectorAll('.notifications-toasts .notification-toast');
      for (const toast of toasts) toast.querySelector('.codicon-notifications-clear')?.click();
      return toasts.length === 0;
    });
  }

  /** Waits for what the window does behind the screen, in the page's own time. */
  async settled(condition) {
    for (const end = Date.now() + limit; !condition();) {
      if (Date.now() > end) throw new Error(`not so within ${limit} ms: ${condition}`);
      await this.page.evaluate(() => new Promise(requestAnimationFrame));
    }
  }
}
