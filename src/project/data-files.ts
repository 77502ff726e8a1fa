import { URI, Utils } from 'vscode-uri';
import type { CellDiagnostic } from '../space/model.ts';
import type { UsedSetting } from '../space/settings.ts';
import type { DocumentSource } from './documents.ts';
import { wordsOf } from './setting-checks.ts';

/** A warning for each data file that is not there: it may come before the search is started. */
export async function checkDataFiles(
  settings: readonly UsedSetting[],
  { exists }: DocumentSource,
): Promise<CellDiagnostic[]> {
  if (!exists) return [];
  const found: CellDiagnostic[] = [];
  for (const { name, parameters } of settings.filter(({ role }) => role === 'source')) {
    const word = wordsOf('source').find((one) => one.name === name);
    for (const { name: parameter, values, range } of parameters) {
      const takes = word?.parameters.find((one) => one.name === parameter)?.takes;
      if (takes?.kind !== 'text' || !takes.path) continue;
      const folder = Utils.dirname(URI.parse(range.uri));
      for (const path of values.flatMap((value) => String(value).split(',')).map((one) => one.trim())) {
        if (path === '' || (await exists(Utils.resolvePath(folder, path).toString()))) continue;
        const what = parameter === 'folder' || name === 'images' ? 'folder' : 'file';
        const message = `There is no ${what} '${path}'. Its path starts from the folder of this file.`;
        found.push({ range, severity: 'warning', code: 'missing-file', message });
      }
    }
  }
  return found;
}
