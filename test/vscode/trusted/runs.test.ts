import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import * as vscode from 'vscode';
import { commands, panels as viewTypes } from '../../../src/editor/contributions.ts';
import { eventsOf, folderOf, newRun, ofType, untilEvents } from '../events.ts';
import { closeAll, eventually, open, panels } from '../workspace.ts';

const run = (document: vscode.TextDocument, search: string): Promise<string> =>
  newRun(() => vscode.commands.executeCommand(commands.runSearch, document.uri.toString(), search));

describe('runs', () => {
  afterEach(closeAll);

  it('searches a table to the end and shows the run in a panel', async () => {
    const document = await open('nasbench201.cell');
    const id = await run(document, 'cifar10');
    await eventually('a run panel', () => panels(viewTypes.run));
    const events = await untilEvents(id, 'run.finished', 1, 30);
    const [finished] = ofType(events, 'run.finished');
    strictEqual(finished?.trials, 107);
    strictEqual(finished.failed, 0);
    ok((finished.best[0]?.metrics.c10_val12 ?? 0) > 80);
    deepStrictEqual(
      ofType(events, 'trial.started').map((event) => event.trial),
      Array.from({ length: 107 }, (_, index) => index + (ofType(events, 'trial.started')[0]?.trial ?? 0)),
    );
  });

  /** Trials of about a second: far from its end when it is stopped. */
  const small = `
    space Small {
      let width = 4 | 6 | 8 | 12
      input image(8x8x1)
      -> conv(3 | 5, width) -> (relu | silu | tanh) -> max_pool(2, stride: 2)
      -> conv(3 | 5, 2 * width) -> (relu | silu | tanh) -> global_avg_pool -> dense(10)
    }
    dataset digits { source builtin("digits")  split 70%, 15%, 15%  normalize on }
    train quick { epochs 3  batch 64  optimizer adam(lr: 3e-3)  loss cross_entropy }
    search small { space Small  data digits  train quick  maximize accuracy  strategy random  trials 60  parallel 1 }
  `;

  it('stops a training run and resumes it without losing or repeating a trial', async function () {
    this.timeout(180_000);
    const document = await open('small.cell', small);
    const id = await run(document, 'small');
    await untilEvents(id, 'trial.finished', 1, 90);
    await vscode.commands.executeCommand(commands.stop, folderOf(id));
    const stopped = await untilEvents(id, 'run.stopped', 1, 30);
    strictEqual(ofType(stopped, 'run.stopped')[0]?.reason, 'user');
    const done = ofType(stopped, 'trial.finished').map((event) => event.trial);

    await vscode.commands.executeCommand(commands.resume, folderOf(id));
    await untilEvents(id, 'run.resumed', 1, 30);
    await untilEvents(id, 'trial.finished', done.length + 1, 90);
    await vscode.commands.executeCommand(commands.stop, folderOf(id));
    await untilEvents(id, 'run.stopped', 2, 30);
    const finished = ofType(await eventsOf(id), 'trial.finished').map((event) => event.trial);
    deepStrictEqual(finished.slice(0, done.length), done);
    strictEqual(new Set(finished).size, finished.length, `a trial was run twice: ${finished}`);
  });
});
