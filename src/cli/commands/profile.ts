import type { Command } from '../command.ts';
import { fileError, UserError } from '../errors.ts';
import { drawBar } from '../progress.ts';
import { engines } from '../run-options.ts';

export const profile: Command = {
  name: 'profile',
  summary: 'time the operations of a space on this machine',
  usage: 'FILE [--space NAME] [--engine NAME] [--networks 45] [--output FILE] [--json]',
  details: `Times every operation that networks of the space use, one by one, and whole networks, seven times each; fits the table to the
networks (ridge regression by operation, and a constant overhead) and writes it as a device profile, a CSV file. A search that names
it (device "this.csv") knows 'latency_model' before training: as an objective, a requirement or a column. A third of the
networks is kept back; the mean error and Kendall's τ are of these. Leave the machine alone meanwhile.`,
  examples: ['cellwright profile examples/digits.cell --output here.csv', 'cellwright profile net.cell --engine wasm'],
  words: { min: 1, max: 1, missing: 'Of which file is the space?' },
  options: {
    space: { type: 'string', value: 'NAME', doc: 'The space, if the file has several.' },
    engine: { type: 'string', value: 'NAME', doc: 'auto, tensorflow, wasm or cpu (auto: the fastest that loads).' },
    networks: { type: 'string', value: 'N', doc: 'Whole networks to calibrate on, at least 30 (45).' },
    seed: { type: 'string', value: 'N', doc: 'Which networks (0).' },
    output: { type: 'string', short: 'o', value: 'FILE', doc: 'Where the profile goes (SPACE-ENGINE.csv).' },
  },
  run: async ({ words, json, text, integer, word, terminal }) => {
    const path = words[0] as string;
    const networks = integer('networks', 30, 10_000) ?? 45;
    const seed = integer('seed', 0) ?? 0;
    const engine = word('engine', engines) ?? 'auto';
    const { writeFile } = await import('node:fs/promises');
    const { checkedModel, openWorkspace, spaceOf } = await import('../workspace.ts');
    const { profileDevice } = await import('../../runs/profile/profile.ts');
    const { writeProfile } = await import('../../network/device-profile.ts');
    const space = spaceOf(await checkedModel(openWorkspace(), path, terminal), text('space'), path);
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
    let shown = -1;
    try {
      const report = await profileDevice({
        space,
        engine,
        networks,
        seed,
        signal: abort.signal,
        onProgress: (done, of) => {
          const tenth = Math.floor((10 * done) / of);
          if (json || (!terminal.live && tenth === shown)) return;
          shown = tenth;
          const line = `${drawBar(done / of)}  ${done} of ${of} timings`;
          terminal.err(terminal.live ? `\r\u001b[0K${line}` : `${line}\n`);
        },
      });
      if (terminal.live && !json) terminal.err('\r\u001b[0K');
      const errors = `mean error ${report.mape.toFixed(1)}%, Kendall's τ ${report.tau.toFixed(2)} on networks kept back`;
      const output = text('output') ?? `${space.name}-${report.engine}.csv`;
      await writeFile(output, writeProfile(report.profile, `${space.name} on ${report.engine}: ${errors}`)).catch(
        (error: unknown) => {
          throw fileError(error, `Cannot write ${output}`);
        },
      );
      const { profile: written, ...figures } = report;
      if (json) {
        terminal.out(
          `${JSON.stringify({ type: 'profile', file: output, operations: written.rows.length, ...figures })}\n`,
        );
      } else {
        terminal.out(
          `${output}: ${written.rows.length} operations on ${report.engine}, fitted to ${report.networks} networks\n` +
            `${errors[0]?.toUpperCase()}${errors.slice(1)}\n` +
            `In a search: device ${JSON.stringify(output)}   minimize latency_model\n`,
        );
      }
      return 0;
    } catch (error) {
      if (abort.signal.aborted) throw new UserError('Stopped; nothing was written.');
      throw error;
    } finally {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
    }
  },
};
