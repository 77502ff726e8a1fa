// The main job in VS Code, from opening an example to a finished search with its best cell drawn. Only keys are used:
// what this story cannot reach, somebody without a mouse cannot reach.
import {
  answerPick,
  goToSymbol,
  openFile,
  runCommand,
  until,
  waitForWorkbench,
  webviewWith,
} from '../rig/workbench.mjs';

/** The chapters, in order: each builds on the one before. */
export function story({ page, url, problems, screenshot }) {
  const lens = (text) => page.locator('.codelens-decoration').filter({ hasText: text }).first();
  const preview = () => webviewWith(page, 'preview-svg');
  const panel = () => webviewWith(page, 'run-title');

  return [
    [
      'opens VS Code on the examples',
      async () => {
        await page.goto(url);
        await waitForWorkbench(page);
      },
    ],
    [
      'opens an example by quick open and counts its architectures',
      async () => {
        await openFile(page, 'nasbench201.cell');
        await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
        await lens('15,625 architectures').waitFor();
        await lens('run').waitFor();
      },
    ],
    [
      'previews the cell at the cursor beside the code',
      async () => {
        await goToSymbol(page, 'normal');
        await runCommand(page, 'Cellwright: Preview Cell');
        const frame = await preview();
        await frame.getByTestId('preview-node').nth(5).waitFor();
        await shows(frame.getByTestId('preview-title'), 'normal');
        await shows(frame.getByTestId('preview-subtitle'), '15,625 architectures');
        await shows(frame.getByTestId('preview-option'), 'conv_bn(3)');
        await quiet(page);
        await screenshot('preview');
      },
    ],
    [
      'walks through the drawing by keyboard and goes to the source of a node',
      async () => {
        const frame = await preview();
        await page.keyboard.press('Control+2');
        await tabTo(page, frame, 'preview-skip');
        await page.keyboard.press('Enter');
        await until('the keyboard in the drawing', async () => (await focused(frame))?.testId === 'preview-node');
        await page.keyboard.press('Home');
        for (let step = 0; step < 3 && (await focused(frame))?.kind !== 'choice'; step++) {
          await page.keyboard.press('ArrowDown');
        }
        const node = await focused(frame);
        if (node?.kind !== 'choice') throw new Error(`The arrow keys reached ${JSON.stringify(node)}, not a choice.`);
        await page.keyboard.press('Enter');
        await until('a selection in the source', async () => (await selection(page)) !== undefined);
        const text = await copied(page);
        if (!text.includes('conv_bn(3)')) throw new Error(`Enter on '${node.label}' selected '${text}'.`);
      },
    ],
    [
      'follows edits: one more operation on each of six edges',
      async () => {
        await goToSymbol(page, 'edge');
        await page.keyboard.press('End');
        await page.keyboard.type(' | max_pool(3)');
        await page.keyboard.press('Escape'); // suggestions
        await lens('46,656 architectures').waitFor();
        const frame = await preview();
        await shows(frame.getByTestId('preview-subtitle'), '46,656 architectures');
        await shows(frame.getByTestId('preview-option'), 'max_pool(3)');
        await page.keyboard.type(' | nonsense');
        await page.keyboard.press('Escape');
        await shows(frame.getByTestId('preview-problem'), 'nonsense');
        await frame.getByTestId('preview-node').nth(5).waitFor(); // what was drawn last stays
        await runCommand(page, 'File: Revert File');
        await shows(frame.getByTestId('preview-subtitle'), '15,625 architectures');
        await frame.getByTestId('preview-problem').waitFor({ state: 'hidden' });
      },
    ],
    [
      'runs a search from the command palette to its end',
      async () => {
        await goToSymbol(page, 'normal');
        await runCommand(page, 'Cellwright: Run Search');
        await answerPick(page, 'cifar10');
        const frame = await panel();
        await shows(frame.getByTestId('run-state'), 'Finished', 60_000);
        await shows(frame.getByTestId('run-summary'), '107');
        await shows(page.locator('.notification-list-item-message'), 'has finished 107 trials');
      },
    ],
    [
      'fills the table and draws the best cell',
      async () => {
        const frame = await panel();
        await frame.getByTestId('run-row').nth(5).waitFor();
        await drawsBest(frame);
        await quiet(page);
        await page.keyboard.press('Control+2');
        await runCommand(page, 'View: Toggle Maximize Editor Group');
        await page.waitForTimeout(500);
        await screenshot('run');
        await runCommand(page, 'View: Toggle Maximize Editor Group');
      },
    ],
    [
      'lists the run in the side bar',
      async () => {
        await runCommand(page, 'Cellwright: Focus on Runs View');
        const row = page.locator('.pane-body .monaco-list-row').filter({ hasText: 'cifar10' }).first();
        await shows(row, 'finished');
        await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
      },
    ],
    [
      'brings both panels back after the window is reloaded',
      async () => {
        await Promise.all([page.waitForEvent('load'), runCommand(page, 'Developer: Reload Window')]);
        await waitForWorkbench(page);
        const frame = await panel();
        await shows(frame.getByTestId('run-state'), 'Finished', 30_000);
        await drawsBest(frame);
        await frame.getByTestId('run-row').nth(5).waitFor();
        await page.keyboard.press('Control+2');
        await showsTabBefore(page, async () =>
          shows((await webviewWith(page, 'preview-svg', 8000)).getByTestId('preview-title'), 'normal', 8000),
        );
        await (await preview()).getByTestId('preview-node').nth(5).waitFor();
      },
    ],
    [
      'breaks no rule of its content security policy',
      async () => {
        if (problems.length > 0) throw new Error(problems.join('\n'));
      },
    ],
  ];
}

/**
 * Goes to the tab before. Right after a reload VS Code may take the panel of a tab that is gone to away again, the page
 * with it, and leave an empty tab until one comes back to it.
 */
async function showsTabBefore(page, isThere) {
  for (let turn = 1; ; turn++) {
    await page.keyboard.press('Control+PageUp');
    try {
      await isThere();
      return;
    } catch (error) {
      if (turn === 3) throw error;
      await page.keyboard.press('Control+PageDown');
    }
  }
}

/** Waits until one of the elements holds the text. */
async function shows(locator, text, timeout = 20_000) {
  await locator
    .filter({ hasText: text })
    .first()
    .waitFor({ timeout })
    .catch(async () => {
      const found = await locator.allInnerTexts().catch(() => []);
      throw new Error(`'${text}' does not show. What shows: ${found.slice(0, 20).join(' · ') || 'nothing'}`);
    });
}

/** Waits until the architecture of the best trial is drawn: of the one in the first row, with what it chose marked. */
async function drawsBest(frame) {
  const trial = await frame.getByTestId('run-row').first().getAttribute('data-trial');
  await shows(frame.getByTestId('run-trial-title'), `Best: trial ${trial} `);
  const best = frame.locator(`[data-testid=run-best][data-trial="${trial}"]`);
  await best.getByTestId('preview-node').nth(5).waitFor();
  await shows(best.locator('[data-testid=preview-option].chosen'), 'conv_bn(3)');
}

/** Goes on with Tab until one of the elements has the keyboard. */
async function tabTo(page, frame, ...testIds) {
  for (let presses = 0; presses < 20; presses++) {
    if (testIds.includes((await focused(frame))?.testId)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`20 times Tab did not reach ${testIds.join(' or ')}.`);
}

/** What has the keyboard in that panel. */
const focused = (frame) =>
  frame.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof Element) || element === document.body || !document.hasFocus()) return undefined;
    const { testid: testId, kind } = element.dataset;
    return { testId, kind, label: element.getAttribute('aria-label') };
  });

/** What the status bar says about the selection, if there is one. */
async function selection(page) {
  const texts = await page.locator('.statusbar-item').allInnerTexts();
  return texts.find((text) => /\(\d+ selected\)/.test(text));
}

async function copied(page) {
  await page.keyboard.press('Control+C');
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Nothing in the way of a picture: no notification, no menu. */
async function quiet(page) {
  await runCommand(page, 'Notifications: Clear All Notifications');
  await page.waitForTimeout(500);
}
