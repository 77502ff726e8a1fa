import type { CellModel, CellSummary, SpaceModel } from '../space/model.ts';
import { satisfyingText } from '../space/satisfying-text.ts';

/** Where checked models come from: `openProject`. */
export interface ModelSource {
  model(uri: string): Promise<CellModel>;
}

/** The checked models of open files, each computed once for each state of the texts. */
export class Models {
  private readonly source: ModelSource;
  private cache = new Map<string, Promise<CellModel | undefined>>();

  constructor(source: ModelSource) {
    this.source = source;
  }

  /** A text changed: models of all files may, through imports. */
  changed(): void {
    this.cache = new Map();
  }

  /** Undefined where the file can't be read. */
  of(uri: string): Promise<CellModel | undefined> {
    const known = this.cache.get(uri);
    if (known) return known;
    const model = this.source.model(uri).catch((error: unknown) => {
      // A defect of ours must not take the editor's other services down; it is logged, not shown.
      console.error(`The model of ${uri} could not be computed:`, error);
      return undefined;
    });
    this.cache.set(uri, model);
    return model;
  }

  async find(uri: string, name: string): Promise<SpaceModel | CellSummary | undefined> {
    const model = await this.of(uri);
    return model?.spaces.find((space) => space.name === name) ?? model?.cells.find((cell) => cell.name === name);
  }

  /** `15,625 architectures` of a space or a cell. */
  async describe(uri: string, name: string): Promise<string | undefined> {
    const found = await this.find(uri, name);
    if (!found) return undefined;
    const kept = 'space' in found ? found.satisfying() : undefined;
    const count = architectures(countOf(found));
    return kept ? `${count}; ${satisfyingText(kept)} keep the requirements` : count;
  }
}

export const countOf = (model: SpaceModel | CellSummary): bigint | undefined =>
  'space' in model ? model.space.count : model.count;

/** With thousands separators; from a quadrillion on in powers of ten. */
export function architectures(count: bigint | undefined): string {
  if (count === undefined) return 'infinitely many architectures';
  if (count === 1n) return '1 architecture';
  if (count < 10n ** 15n) return `${count.toLocaleString('en-US')} architectures`;
  const digits = count.toString();
  return `${digits[0]}.${digits.slice(1, 3)} × 10^${digits.length - 1} architectures`;
}
