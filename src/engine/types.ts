import type { Network } from '../network/network.ts';
import type { DatasetSpec, TrainRecipe } from '../network/training.ts';

export type EngineName = 'tensorflow' | 'wasm' | 'cpu';

/** One trial, complete: everything that decides its result. JSON (a network is plain data). */
export interface TrialJob {
  readonly network: Network;
  readonly recipe: TrainRecipe;
  readonly dataset: DatasetSpec;
  /** Folder that relative data paths start from. */
  readonly folder: string;
  readonly seed: number;
  /** Fraction of the epochs to run (fidelity), or, if `shortened` says so, of the training examples. */
  readonly fidelity: number;
  readonly shortened?: 'examples';
  /** Measures that cost time and are computed only if asked for, such as `latency`. */
  readonly measures: readonly string[];
}

/** `accuracy` and `loss` are of the validation part; `train_` and `test_` name the others. */
export type Metrics = Readonly<Record<string, number>>;

export interface TrialReport {
  readonly metrics: Metrics;
  readonly epochs: readonly Metrics[];
  readonly seconds: number;
  /** tf.memory().numTensors after minus before. A trial that leaks is a defect. */
  readonly leakedTensors: number;
}

/** Of a data set that is being fetched: its name, bytes so far, and in all. */
export type TellDownload = (name: string, bytes: number, total: number) => void;

/** What a trial worker does; `signal` aborts between batches. Throws an `EngineError` located in data or network. */
export type RunTrial = (
  job: TrialJob,
  progress: (epoch: number, epochs: number, metrics: Metrics) => void,
  signal: AbortSignal,
) => Promise<TrialReport>;
