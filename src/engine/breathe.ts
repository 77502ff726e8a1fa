import { EngineError } from './engine-error.ts';

/** Lets messages in (training is synchronous otherwise), then looks whether one of them was to stop. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (signal.aborted) throw new EngineError('aborted', 'The trial was stopped.');
}
