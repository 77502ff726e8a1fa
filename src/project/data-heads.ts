import { URI, Utils } from 'vscode-uri';
import { image, sequence, type TensorType, vector } from '../network/tensor-type.ts';
import type { CellDiagnostic } from '../space/model.ts';
import type { UsedSetting } from '../space/settings.ts';
import type { DocumentSource } from './documents.ts';
import { problem } from './setting-checks.ts';

/** What is known of data from the beginning of its files. */
export interface DataHead {
  /** As messages call it. */
  readonly name: string;
  /** Of one example. */
  readonly type?: TensorType;
  /** Absent: not known. */
  readonly classes?: number;
  /** False where only the first lines were seen: what follows may be otherwise. */
  readonly isCertain: boolean;
}

/** Bytes of a table that are looked at; the header of an array is far shorter. */
const mostBytes = 65_536;

/** Undefined where nothing can be told: the check of missing files, or the run, says more. */
export async function headOf(
  setting: UsedSetting | undefined,
  source: DocumentSource,
): Promise<DataHead | CellDiagnostic | undefined> {
  switch (setting?.name) {
    case 'csv':
      return headOfTable(setting, source);
    case 'npy':
      return headOfArrays(setting, source);
    case 'images':
      return headOfFolder(setting, source);
    default:
      return undefined;
  }
}

/** The one value of a parameter, and where it stands. */
function given({ parameters }: UsedSetting, name: string) {
  const parameter = parameters.find((one) => one.name === name);
  return parameter?.values.length === 1 ? { value: parameter.values[0], range: parameter.range } : undefined;
}

const uriOf = ({ value, range }: NonNullable<ReturnType<typeof given>>): string =>
  Utils.resolvePath(Utils.dirname(URI.parse(range.uri)), String(value)).toString();

/** The columns besides the target are as many features, if none of them holds words. */
async function headOfTable(
  setting: UsedSetting,
  source: DocumentSource,
): Promise<DataHead | CellDiagnostic | undefined> {
  const file = given(setting, 'file');
  const target = given(setting, 'target');
  const bytes = file && (await source.readStart?.(uriOf(file), mostBytes));
  if (!bytes || !target) return undefined;
  const name = String(file.value);
  const isWhole = bytes.length < mostBytes;
  // The last line may be cut off.
  const lines = new TextDecoder()
    .decode(bytes)
    .split(/\r?\n/)
    .slice(0, isWhole ? undefined : -1);
  const [header = [], ...rows] = lines.filter((line) => line.trim() !== '').map(cellsOf);
  if (header.length === 0) return undefined;
  if (!header.includes(String(target.value))) {
    const message = `'${name}' has no column '${target.value}'. It has: ${header.slice(0, 12).join(', ')}${header.length > 12 ? ', …' : ''}.`;
    return problem(target.range, 'unknown-column', message);
  }
  const at = header.indexOf(String(target.value));
  const isNumber = (cell: string): boolean => cell !== '' && Number.isFinite(Number(cell));
  const areNumbers = rows.every((cells) => cells.every((cell, i) => i === at || isNumber(cell)));
  const type = areNumbers && rows.length > 0 && header.length > 1 ? vector(header.length - 1) : undefined;
  return { name, isCertain: isWhole, ...(type && { type }) };
}

const cellsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? (plain ?? '').trim(),
  );

/** The header of an array says its shape; the first dimension counts the examples. */
async function headOfArrays(
  setting: UsedSetting,
  source: DocumentSource,
): Promise<DataHead | CellDiagnostic | undefined> {
  const examples = given(setting, 'examples');
  const targets = given(setting, 'targets');
  const array = examples && arrayOf(await source.readStart?.(uriOf(examples), mostBytes));
  if (!array) return undefined;
  const wanted = targets && arrayOf(await source.readStart?.(uriOf(targets), mostBytes));
  const [count, height = 1, width, channels] = array.shape;
  if (wanted && wanted.shape.reduce((product, n) => product * n, 1) !== count) {
    const message = `'${targets.value}' has the shape (${wanted.shape.join(', ')}), but '${examples.value}' has ${count} examples: one target each is needed.`;
    return problem(targets.range, 'data-fit', message);
  }
  const name = String(examples.value);
  if (array.shape.length === 0 || array.shape.length > 4) return undefined;
  if (width === undefined) return { name, type: vector(height), isCertain: true };
  if (channels !== undefined) return { name, type: image(height, width, channels), isCertain: true };
  // Bytes are pixels.
  const type = array.isOfBytes ? image(height, width, 1) : sequence(height, width);
  return { name, type, isCertain: true };
}

/** The header of NPY (NEP 1); undefined if it is none. */
function arrayOf(
  bytes: Uint8Array | undefined,
): { readonly shape: readonly number[]; readonly isOfBytes: boolean } | undefined {
  if (!bytes || bytes.length < 12 || bytes[0] !== 0x93) return undefined;
  const header = new TextDecoder('latin1').decode(bytes.subarray(10, 4096));
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (shape === undefined) return undefined;
  const sizes = shape.split(',').filter((n) => n.trim() !== '');
  return { shape: sizes.map(Number), isOfBytes: /'descr':\s*'\|[bui]1'/.test(header) };
}

/** Each folder is a class; the size of the images is known where they are scaled. */
async function headOfFolder(setting: UsedSetting, source: DocumentSource): Promise<DataHead | undefined> {
  const folder = given(setting, 'folder');
  const names = folder && (await source.folders?.(uriOf(folder)));
  if (!names || names.length < 2) return undefined;
  const size = given(setting, 'size');
  const channels = given(setting, 'channels')?.value === 'grey' ? 1 : 3;
  const side = size && Number(size.value);
  const type = side ? image(side, side, channels) : undefined;
  return { name: String(folder.value), classes: names.length, isCertain: true, ...(type && { type }) };
}
