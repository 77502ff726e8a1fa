/**
 * The Cell language as a library: check texts, count and sample spaces, build networks, know their costs. What is here
 * keeps its meaning within a major version; docs/api.md shows it in use.
 */
import { layoutOf } from '../language/format.ts';
import { openProject as open } from '../project/project.ts';
import type { CellModel } from '../space/model.ts';

export { type Random, random } from '../base/random.ts';
export { canonicalHash } from '../network/canonical.ts';
export { costOf, type Measures, structureOf } from '../network/cost.ts';
export { lower } from '../network/lower.ts';
export type {
  Attributes,
  AttributeValue,
  Network,
  NetworkNode,
  NodeId,
  Provenance,
  SourceRange,
} from '../network/network.ts';
export { NetworkError } from '../network/network-error.ts';
export type { TensorType } from '../network/tensor-type.ts';
export type { Diagram } from '../protocol/diagram.ts';
export type { Assignment, Choice, Decision, DecisionValue } from '../space/decision.ts';
export type {
  CellDiagnostic,
  CellModel,
  CellSummary,
  Constraint,
  Interval,
  SearchModel,
  SpaceModel,
} from '../space/model.ts';
export type { SearchSpace } from '../space/search-space.ts';

/** Where texts come from. */
export interface TextSource {
  /** The text behind a URI; undefined where there is none. Imports and tables are read through it too. */
  readText(uri: string): Promise<string | undefined>;
}

export interface Project {
  /**
   * What a file means now: texts are read anew, and what did not change since the last call is not looked at again.
   * Never throws for what a text says: `diagnostics` tell what is wrong with it.
   */
  model(uri: string): Promise<CellModel>;
}

/** Files as checked models. Keep it for as long as the files are edited: an edit costs what it touches. */
export const openProject = (source: TextSource): Project => open(source);

const uri = 'memory:/text.cell';

/** A text on its own, without imports. Never throws for what it says. */
export const checkText = (text: string): Promise<CellModel> =>
  open({ readText: async (wanted) => (wanted === uri ? text : undefined) }).model(uri);

/** A text in the one style; undefined if it has syntax errors. */
export const formatText = (text: string): string | undefined => layoutOf(text);
