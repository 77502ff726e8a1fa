/** Picojoules of a 32-bit multiply-accumulate and of a 32-bit word from DRAM, 45 nm (Horowitz 2014, ISSCC). */
const MAC_PJ = 4.6;
const DRAM_WORD_PJ = 640;

/**
 * Microjoules of one inference by a model, not a measurement: every multiply-accumulate, and every word that is moved. Real
 * devices reuse what is in caches, so that it ranks networks rather than predicts a meter.
 */
export const energyOf = (macs: number, words: number): number => (MAC_PJ * macs + DRAM_WORD_PJ * words) * 1e-6;
