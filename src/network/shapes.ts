import type { Misfit } from './operation.ts';
import { describe, type TensorType } from './tensor-type.ts';

/** A type in a sentence: `an image 28x28x1`, `a vector of 128`. */
export function phrase(type: TensorType): string {
  switch (type.kind) {
    case 'image':
      return `an image ${describe(type)}`;
    case 'vector':
      return `a vector of ${type.features}`;
    case 'sequence':
      return `a sequence ${describe(type)}`;
    case 'tokens':
      return describe(type);
  }
}

/** The message for an operation that gets a kind of tensor that it does not take. */
export function cannotRead(operation: string, type: TensorType, reads: string, advice?: string): Misfit {
  const help = advice ?? adviceFor(type);
  return { misfit: `'${operation}' reads ${reads}, but gets ${phrase(type)}. ${help}` };
}

function adviceFor(type: TensorType): string {
  switch (type.kind) {
    case 'image':
      return "Put 'global_avg_pool' or 'flatten' before it.";
    case 'vector':
      return "Put it before 'global_avg_pool' or 'flatten', or 'reshape' the vector.";
    case 'sequence':
      return "Put 'global_avg_pool' or 'flatten' before it.";
    case 'tokens':
      return "Put 'embedding(…)' before it.";
  }
}

export interface Window {
  /** Height and width; on a sequence the first is the length. */
  readonly kernel: readonly [number, number];
  readonly stride: number;
  readonly dilation: number;
  readonly padding: 'same' | 'valid';
}

/**
 * The output of a window that slides over an image or a sequence, with `channels` channels (absent: as many as it reads).
 * Padding `same`: ⌈n / stride⌉ positions; `valid`: ⌈(n − (k − 1)·dilation) / stride⌉.
 */
export function slide(operation: string, type: TensorType, window: Window, channels?: number): TensorType | Misfit {
  switch (type.kind) {
    case 'image': {
      const height = positions(type.height, window.kernel[0], window);
      const width = positions(type.width, window.kernel[1], window);
      if (height < 1 || width < 1) return tooLarge(operation, type, window);
      return { kind: 'image', height, width, channels: channels ?? type.channels };
    }
    case 'sequence': {
      if (window.kernel[0] !== window.kernel[1]) {
        return {
          misfit: `'${operation}' slides along a sequence (${describe(type)}), so its size is one number, not a pair.`,
          parameter: 'k',
        };
      }
      const length = positions(type.length, window.kernel[0], window);
      if (length < 1) return tooLarge(operation, type, window);
      return { kind: 'sequence', length, features: channels ?? type.features };
    }
    default:
      return cannotRead(operation, type, 'an image or a sequence');
  }
}

function positions(n: number, kernel: number, { stride, dilation, padding }: Window): number {
  return Math.ceil((padding === 'same' ? n : n - (kernel - 1) * dilation) / stride);
}

const tooLarge = (operation: string, type: TensorType, { kernel }: Window): Misfit => ({
  misfit: `The window of '${operation}' (${kernel.join('x')}) is larger than ${phrase(type)}. Use a smaller one, or 'padding: same'.`,
  parameter: 'k',
});

/** Values under a kernel: k·k on an image, k on a sequence. */
export const area = (kernel: readonly [number, number], type: TensorType): number =>
  type.kind === 'image' ? kernel[0] * kernel[1] : kernel[0];

/** Positions of an image or a sequence; 1 of a vector. */
export function places(type: TensorType): number {
  switch (type.kind) {
    case 'image':
      return type.height * type.width;
    case 'vector':
      return 1;
    default:
      return type.length;
  }
}
