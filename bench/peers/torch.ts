import { pythonWith } from './python.ts';

/** About 5 GB on Linux: the registry's wheel brings its libraries for graphics cards along, which nothing here uses. */
export const pythonWithTorch = (): string | undefined => pythonWith('torch', '2.15.0');
