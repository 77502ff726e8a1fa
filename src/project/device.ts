import { URI, Utils } from 'vscode-uri';
import { type DeviceProfile, ProfileError, readProfile } from '../network/device-profile.ts';
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
    return { diagnostics: [], profile: readProfile(text) };
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    const place = error.line === undefined ? '' : `, line ${error.line},`;
    return { diagnostics: [problem(device.range, 'device-profile', `'${device.file}'${place} ${error.message}.`)] };
  }
}
