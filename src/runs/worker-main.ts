import { processChannel } from './process-channel.ts';
import { serveTrials } from './worker.ts';

// Ctrl-C in a terminal reaches every process of the group; when to end is the coordinator's to say.
process.on('SIGINT', () => {});
// However the coordinator ended: nobody waits for this trial any more.
process.on('disconnect', () => process.exit(0));
const [flag, folder] = process.argv.slice(2);
if (flag === '--prove' && folder !== undefined) await provesNative(folder);
else serveTrials(processChannel(process));

/** For the installer: ends with status 0 if native TensorFlow in that folder trains. */
async function provesNative(folder: string): Promise<void> {
  const { prove } = await import('../engine/native/prove.ts');
  try {
    await prove(folder);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`Error: ${error instanceof Error ? error.message : String(error)}\n`, () => process.exit(1));
  }
}
