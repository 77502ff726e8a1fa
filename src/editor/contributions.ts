/**
 * Every name that package.json and the code must agree on. A test compares the two; code uses these and no literals.
 * No `vscode` here: the test runs without it.
 */
import { lensCommands } from '../protocol/server-requests.ts';

export const languageId = 'cell';

export const commands = {
  newSearchSpace: 'cellwright.newSearchSpace',
  previewCell: lensCommands.preview,
  check: 'cellwright.check',
  formatInline: 'cellwright.formatInline',
  runSearch: lensCommands.run,
  pause: 'cellwright.pause',
  resume: 'cellwright.resume',
  stop: 'cellwright.stop',
  openRun: 'cellwright.openRun',
  refreshRuns: 'cellwright.refreshRuns',
  installTensorflow: 'cellwright.installTensorflow',
  showLog: 'cellwright.showLog',
} as const;
export type CommandId = (typeof commands)[keyof typeof commands];

/** Set by `context-keys.ts`, read by when-clauses. */
export const contextKeys = {
  /** There is a file with Cell code that commands would work on: the active editor's, or the one looked at last. */
  hasSource: 'cellwright.hasSource',
  /** The active editor's file is of another language and holds Cell code. */
  hasInline: 'cellwright.hasInline',
  /** A run of this window is at work. */
  isRunning: 'cellwright.isRunning',
  /** A run of this window is paused. */
  isPaused: 'cellwright.isPaused',
} as const;

export const settings = {
  engine: 'cellwright.engine',
  workers: 'cellwright.workers',
  runFolder: 'cellwright.runFolder',
  parameterHints: 'cellwright.inlayHints.parameters',
  shapeHints: 'cellwright.inlayHints.shapes',
  optionHints: 'cellwright.inlayHints.options',
  trace: 'cellwright.trace.server',
} as const;

export const views = { container: 'cellwright', runs: 'cellwright.runs' } as const;

/** `viewType` of the webviews; each has an `onWebviewPanel` activation event. */
export const panels = { preview: 'cellwright.preview', run: 'cellwright.run' } as const;

/** `viewItem` of a run in the tree. */
export const runItems = {
  running: 'run.running',
  paused: 'run.paused',
  /** Can be resumed. */
  unfinished: 'run.unfinished',
  finished: 'run.finished',
  damaged: 'run.damaged',
} as const;
