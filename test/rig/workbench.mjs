// What a person does in the workbench, by keyboard alone.
import { setTimeout as sleep } from 'node:timers/promises';

const QUICK_INPUT = '.quick-input-widget:visible';

export async function waitForWorkbench(page, timeout = 60_000) {
  await page.waitForSelector('.monaco-workbench .part.statusbar .statusbar-item', { timeout });
}

/**
 * Opens a quick input with a key, types, waits for a row that holds the text and takes it. Tries again until the row is
 * there: extensions load late, and files are indexed in the background.
 */
export async function pickRow(page, { key, type, row, timeout = 30_000 }) {
  for (const end = Date.now() + timeout; ; ) {
    // VS Code gives a webview the focus back a moment after a command: whoever types sooner types into the webview.
    await sleep(400);
    await page.keyboard.press(key);
    const input = page.locator(`${QUICK_INPUT} input`);
    await input.waitFor({ timeout: 10_000 });
    await page.keyboard.press('Control+A');
    await page.keyboard.type(type);
    const typed = await input.inputValue({ timeout: 1000 }).catch(() => '');
    if (typed === type && (await appears(rowWith(page, row), 2000))) {
      await page.keyboard.press('Enter');
      return;
    }
    await page.keyboard.press('Escape');
    if (Date.now() > end) throw new Error(`'${type}' finds no '${row}'.`);
  }
}

/** Takes a row of the quick pick that is open, by typing its text. */
export async function answerPick(page, text, timeout = 15_000) {
  await rowWith(page, text).waitFor({ timeout });
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

const rowWith = (page, text) => page.locator(`${QUICK_INPUT} .monaco-list-row`).filter({ hasText: text }).first();
const appears = (locator, timeout) =>
  locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );

/** Runs a command by its title from the command palette. */
export const runCommand = (page, title, timeout) =>
  pickRow(page, { key: 'F1', type: `>${title}`, row: title, timeout });

/** Opens a file of the workspace by quick open. */
export async function openFile(page, name, timeout = 30_000) {
  await pickRow(page, { key: 'Control+P', type: name, row: name, timeout });
  await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout });
}

/** Puts the cursor on the name of a definition of the open file. */
export const goToSymbol = (page, name) => pickRow(page, { key: 'Control+Shift+O', type: `@${name}`, row: name });

/** Asks again until the answer is true; `what` completes "Nothing came: …". */
export async function until(what, holds, timeout = 20_000) {
  for (const end = Date.now() + timeout; !(await holds()); await sleep(50)) {
    if (Date.now() > end) throw new Error(`After ${timeout / 1000} s not yet: ${what}.`);
  }
}

/**
 * The document of the webview that holds an element with that test id. VS Code nests webviews in frames and gives the
 * frames no name that tells them apart.
 */
export async function webviewWith(page, testId, timeout = 30_000) {
  let found;
  await until(
    `a panel with '${testId}'`,
    async () => {
      for (const frame of page.frames()) {
        // A frame may go away while it is asked.
        const count = await frame
          .getByTestId(testId)
          .count()
          .catch(() => 0);
        if (count > 0) found = frame;
      }
      return found !== undefined;
    },
    timeout,
  );
  return found;
}
