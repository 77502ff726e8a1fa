import type { SetupProgress } from '../../protocol/setup-boundary.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../errors.ts';
import { drawBar } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

export const setup: Command = {
  name: 'setup',
  summary: 'install native TensorFlow, the fastest engine',
  usage: 'tensorflow [--json]',
  details: `Brings libtensorflow from the Python package index (by pip where there is a Python, else over HTTPS from
PIP_INDEX_URL), builds the addon with the C++ compiler of this machine, and proves it by training. 0.9 GB on the disk
meanwhile, 0.65 GB after. It goes to a folder of this user (CELLWRIGHT_HOME overrides) that all projects share; searches
then take it by themselves. Stopped or broken off, the same command goes on. With --json: progress and result as lines.`,
  examples: ['cellwright setup tensorflow', 'CELLWRIGHT_HOME=/data/cellwright cellwright setup tensorflow'],
  words: { min: 1, max: 1, missing: "What should be set up? There is 'tensorflow'." },
  options: {},
  run: async ({ words, json, terminal }) => {
    if (words[0] !== 'tensorflow') throw new UsageError(`'${words[0]}' can't be set up.`, "There is 'tensorflow'.");
    const { setupStepNames } = await import('../../protocol/setup-boundary.ts');
    const { installNative, SetupError } = await import('../../runs/setup-client.ts');
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    const show = json
      ? (progress: SetupProgress) => terminal.out(`${JSON.stringify({ type: 'progress', ...progress })}\n`)
      : drawn(terminal, setupStepNames);
    try {
      const result = await installNative({ onProgress: show, signal: abort.signal });
      if (json) terminal.out(`${JSON.stringify({ type: 'installed', ...result })}\n`);
      else {
        const what = result.fresh ? 'is installed' : 'was installed already, and works';
        terminal.err('\n');
        terminal.out(`TensorFlow ${result.version} ${what}: ${result.folder}\nSearches use it from now on.\n`);
      }
      return 0;
    } catch (error) {
      if (!json) terminal.err('\n');
      else if (error instanceof SetupError) {
        terminal.out(`${JSON.stringify({ type: 'failed', code: error.code, message: error.message })}\n`);
      }
      throw error;
    } finally {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    }
  },
};

const REDRAW_MS = 100;

/** A line for each step; on a terminal with a bar that fills. */
function drawn(terminal: Terminal, names: Readonly<Record<SetupProgress['step'], string>>) {
  let step: SetupProgress['step'] | undefined;
  let last = 0;
  return (progress: SetupProgress): void => {
    const { bytes, total } = progress;
    const begins = progress.step !== step;
    if (begins) terminal.err(`${step === undefined ? '' : '\n'}${names[progress.step]} …`);
    step = progress.step;
    if (begins || bytes === undefined || !terminal.live) return;
    if (performance.now() - last < REDRAW_MS && bytes !== total) return;
    last = performance.now();
    const amount = `${Math.round(bytes / 1e6)}${total === undefined ? '' : ` of ${Math.round(total / 1e6)}`} MB`;
    const bar = total === undefined ? '' : `${drawBar(bytes / total)}  `;
    terminal.err(`\r\u001b[0K${names[progress.step]} …  ${bar}${amount}`);
  };
}
