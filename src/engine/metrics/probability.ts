import { largest } from './classification.ts';

/** Rows of logits to rows of probabilities. */
export function softmax(logits: Float32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    // Shifted by the largest so that no exponential overflows.
    const top = logits[start + largest(logits, start, classes)] as number;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp((logits[start + c] as number) - top);
    for (let c = 0; c < classes; c++) {
      probabilities[start + c] = Math.exp((logits[start + c] as number) - top) / sum;
    }
  }
  return probabilities;
}

/** Mean of −log p of the label, in nats; p is kept off 0 by 1e-12. */
export function logLoss(probabilities: Float32Array, classes: number, labels: Int32Array): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    const p = probabilities[row * classes + (labels[row] as number)] as number;
    sum -= Math.log(Math.max(p, 1e-12));
  }
  return sum / labels.length;
}

/** e to the mean cross entropy: between how many equally likely tokens the model is undecided. */
export const perplexity = (meanCrossEntropy: number): number => Math.exp(meanCrossEntropy);

/**
 * Expected calibration error (Naeini et al. 2015): rows in equal bins by the probability of their predicted class; the
 * mean of |accuracy − mean probability| of the bins, by their sizes.
 */
export function calibrationError(probabilities: Float32Array, classes: number, labels: Int32Array, bins = 15): number {
  const surplus = new Float64Array(bins);
  for (let row = 0; row < labels.length; row++) {
    const found = largest(probabilities, row * classes, classes);
    const confidence = probabilities[row * classes + found] as number;
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
    surplus[bin] = (surplus[bin] as number) + (found === labels[row] ? 1 : 0) - confidence;
  }
  return surplus.reduce((sum, difference) => sum + Math.abs(difference), 0) / labels.length;
}
