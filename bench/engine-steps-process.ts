// Times steps of the product's trainer on one engine. Started with the engine's name; reads lines `NETWORK STEPS`,
// answers each with a line of JSON: the milliseconds of every step.
import { createInterface } from 'node:readline';
import { startBackend } from '../src/engine/backend.ts';
import type { EngineName } from '../src/engine/types.ts';
import type { BenchNetworkName } from './engine-networks.ts';
import { type BenchSteps, benchSteps } from './engine-step.ts';

const trainings = new Map<BenchNetworkName, BenchSteps>();
await startBackend(process.argv[2] as EngineName);
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const [name, steps] = line.split(' ') as [BenchNetworkName, string];
  let training = trainings.get(name);
  if (!training) {
    training = benchSteps(name);
    trainings.set(name, training);
    for (let i = 0; i < 5; i++) await training.step();
  }
  const times: number[] = [];
  for (let i = 0; i < Number(steps); i++) {
    const from = performance.now();
    await training.step();
    times.push(performance.now() - from);
  }
  process.stdout.write(`${JSON.stringify(times)}\n`);
}
