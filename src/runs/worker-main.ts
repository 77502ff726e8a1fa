import { processChannel } from './process-channel.ts';
import { serveTrials } from './worker.ts';

// Ctrl-C in a terminal reaches every process of the group; when to end is the coordinator's to say.
process.on('SIGINT', () => {});
// However the coordinator ended: nobody waits for this trial any more.
process.on('disconnect', () => process.exit(0));
serveTrials(processChannel(process));
