// What a person does in the workbench, by keyboard.

const QUICK_INPUT = '.quick-input-widget:visible';

export async function waitForWorkbench(page, timeout = 60_000) {
  await page.waitForSelector('.monaco-workbench .part.statusbar .statusbar-item', { timeout });
}

/** Types into the quick input, waits for the row and takes it. Tries again until it is there: extensions load late. */
async function pickRow(page, key, text, row, timeout) {
  for (const end = Date.now() + timeout; ; ) {
    await page.keyboard.press(key);
    await page.locator(`${QUICK_INPUT} input`).waitFor({ timeout: 10_000 });
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
    const found = page.locator(`${QUICK_INPUT} .monaco-list-row`).filter({ hasText: row }).first();
    const there = await found.waitFor({ timeout: 2000 }).then(
      () => true,
      () => false,
    );
    if (there) {
      await page.keyboard.press('Enter');
      return;
    }
    await page.keyboard.press('Escape');
    if (Date.now() > end) throw new Error(`'${text}' finds no '${row}'`);
  }
}

/** Runs a command by its title from the command palette. */
export const runCommand = (page, title, timeout = 30_000) => pickRow(page, 'F1', `>${title}`, title, timeout);

/** Opens a file of the workspace by quick open. */
export async function openFile(page, name, timeout = 30_000) {
  await pickRow(page, 'Control+P', name, name, timeout);
  await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout });
}

/** The document inside a webview that is showing (VS Code nests it in two frames). */
export function webviewFrame(page, index = 0) {
  return page.frameLocator(`iframe.webview.ready >> nth=${index}`).frameLocator('#active-frame');
}
