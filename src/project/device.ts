import { URI, Utils } from 'vscode-uri';
import {
  type DeviceProfile,
  deviceModel,
  type OperationKey,
  ProfileError,
  readProfile,
} from '../network/device-profile.ts';
import { NetworkError } from '../network/network-error.ts';
import { coveringAssignments } from '../space/coverage.ts';
import type { CellDiagnostic } from '../space/model.ts';
import type { ElaboratedSearch } from '../space/search.ts';
import type { DocumentSource } from './documents.ts';
import { problem } from './setting-checks.ts';

interface CheckedDevice {
  readonly diagnostics: readonly CellDiagnostic[];
  readonly profile?: DeviceProfile;
}

/** The text of the profile that a search names; undefined where there is none. */
export async function deviceText({ device }: ElaboratedSearch, source: DocumentSource): Promise<string | undefined> {
  if (!device) return undefined;
  return source.readText(Utils.resolvePath(Utils.dirname(URI.parse(device.range.uri)), device.file).toString());
}

/** The device profile of a search; `latency_model` without one is a mistake. */
export function checkDevice(search: ElaboratedSearch, text: string | undefined): CheckedDevice {
  const { device } = search;
  if (!device) {
    const uses = [
      ...search.space.measures,
      ...search.conditions.flatMap((c) => c.uses),
      ...search.objectives,
      ...search.report,
    ].filter(({ measure }) => measure === 'latency_model');
    const message = '\'latency_model\' is by a device: add a clause such as: device "phone.csv".';
    return { diagnostics: uses.map(({ range }) => problem(range, 'missing-clause', message)) };
  }
  if (text === undefined) {
    const message = `There is no file '${device.file}', or it cannot be read. Its path starts from the folder of this file.`;
    return { diagnostics: [problem(device.range, 'missing-file', message)] };
  }
  try {
    const profile = readProfile(text);
    return { diagnostics: gaps(search, device, profile), profile };
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    const place = error.line === undefined ? '' : `, line ${error.line},`;
    return { diagnostics: [problem(device.range, 'device-profile', `'${device.file}'${place} ${error.message}.`)] };
  }
}

/** Networks that are looked at for operations without a row, which between them have most options of a space. */
const NETWORKS = 12;
/** Operations that a message names. */
const NAMED = 4;

/** Operations of the space that the profile has no row for: its latencies are estimates there. */
function gaps(
  { space }: ElaboratedSearch,
  device: NonNullable<ElaboratedSearch['device']>,
  profile: DeviceProfile,
): CellDiagnostic[] {
  const model = deviceModel(profile);
  const missing = new Map<string, OperationKey>();
  let looked = 0;
  for (const assignment of coveringAssignments(space.tree)) {
    if (looked++ === NETWORKS) break;
    try {
      for (const key of model.missing(space.model.instantiate(assignment))) missing.set(operationText(key), key);
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
    }
  }
  if (missing.size === 0) return [];
  const known = new Set(profile.rows.map(({ op }) => op));
  const unknown = [...new Set([...missing.values()].map(({ op }) => op))].filter((op) => !known.has(op));
  const texts = [...missing.keys()];
  const more = texts.length > NAMED ? ` and ${texts.length - NAMED} more` : '';
  const nothing = unknown.map((op) => `'${op}'`).join(', ');
  const message = [
    `'${device.file}' has no row for ${texts.length === 1 ? 'an operation' : `${texts.length} operations`} of this space: ${texts.slice(0, NAMED).join(', ')}${more}.`,
    unknown.length < new Set([...missing.values()].map(({ op }) => op)).size
      ? "'latency_model' estimates such operations from the row of their name that does about as much."
      : '',
    unknown.length > 0 ? `Without any row, ${nothing} ${unknown.length === 1 ? 'counts' : 'count'} as nothing.` : '',
  ];
  const severity = unknown.length > 0 ? 'warning' : 'information';
  return [{ range: device.range, severity, code: 'device-operations', message: message.filter(Boolean).join(' ') }];
}

/** `conv(k 3, cin 16, cout 32, h 8, w 8)`. */
const operationText = ({ op, ...rest }: OperationKey): string => {
  const parts = Object.entries(rest).flatMap(([name, value]) =>
    value === '' || value === '1' ? [] : [`${name} ${value}`],
  );
  return parts.length === 0 ? op : `${op}(${parts.join(', ')})`;
};
