/** The boundary between the editor and the run panel: a webview that shows one run, live or finished. */
import * as v from 'valibot';
import { checkBy, checkNothing, type Nothing } from './check.ts';
import type { DiagramRange } from './diagram.ts';
import { diagramResultSchema, rangeSchema } from './diagram-schema.ts';
import type { Check } from './rpc.ts';
import { assignmentSchema, runEventSchema } from './run-event-schema.ts';
import type { AssignmentRecord, RunEvent } from './run-events.ts';
import { type SavedFile, savedFileSchema } from './saved-file.ts';
import type { DiagramResult } from './server-requests.ts';

/**
 * Whether a process works on the run at this moment: one of this window, one `elsewhere` (a terminal, another window),
 * or none (`idle`). What the run itself has come to is told by its events.
 */
export type Liveness = (typeof livenesses)[number];
const livenesses = ['starting', 'running', 'pausing', 'paused', 'stopping', 'elsewhere', 'idle'] as const;

export interface PanelStatus {
  /** The run's folder: what VS Code keeps over a reload. Empty until the run has one. */
  readonly folder: string;
  readonly title: string;
  readonly liveness: Liveness;
  /** What went wrong outside the run's own events, in words for the user. */
  readonly problem?: string;
}

/** What the panel asks of the editor. */
export interface PanelHost {
  readonly requests: {
    /** The panel has loaded with nothing in it: status and all events so far follow as notices. */
    ready: { params: Nothing; result: Nothing };
    /** The searched space with the choices of one trial marked. */
    diagram: { params: { readonly assignment: AssignmentRecord }; result: DiagramResult };
    save: { params: SavedFile; result: { readonly saved: boolean } };
  };
  readonly notices: {
    control: { readonly action: 'pause' | 'resume' | 'stop' };
    openSource: Nothing;
    /** Select this source, of the file as it was searched. */
    reveal: { readonly range: DiagramRange; readonly focus: boolean };
    report: { readonly message: string };
  };
}

/** What the editor asks of the panel. */
export interface PanelView {
  readonly requests: Record<never, never>;
  readonly notices: {
    status: PanelStatus;
    /** In order, none twice. The first batch after `ready` begins with the first event. */
    events: readonly RunEvent[];
  };
}

export interface PanelMemory {
  readonly folder: string;
}

export const checkPanelMemory = checkBy<PanelMemory>(v.object({ folder: v.pipe(v.string(), v.minLength(1)) }));

const known = new Set([
  'run.started',
  'candidate.scored',
  'trial.started',
  'trial.epoch',
  'trial.finished',
  'trial.failed',
  'run.paused',
  'run.resumed',
  'run.notice',
  'run.download',
  'run.stopped',
  'run.finished',
]);
const checkEvent = checkBy(runEventSchema);
const checkRecords = checkBy(v.array(v.looseObject({ type: v.string() })));

/** Events of types that a later version added are left out; an event of a known type that is malformed is an error. */
const checkEvents: Check<readonly RunEvent[]> = (value) =>
  checkRecords(value)
    .filter((event) => known.has(event.type))
    .map(checkEvent);

export const panelHostChecks = {
  ready: checkNothing,
  diagram: checkBy<PanelHost['requests']['diagram']['params']>(v.object({ assignment: assignmentSchema })),
  save: checkBy(savedFileSchema),
  control: checkBy<PanelHost['notices']['control']>(v.object({ action: v.picklist(['pause', 'resume', 'stop']) })),
  openSource: checkNothing,
  reveal: checkBy<PanelHost['notices']['reveal']>(v.object({ range: rangeSchema, focus: v.boolean() })),
  report: checkBy<PanelHost['notices']['report']>(v.object({ message: v.string() })),
};

export const panelViewChecks = {
  status: checkBy<PanelStatus>(
    v.object({
      folder: v.string(),
      title: v.string(),
      liveness: v.picklist(livenesses),
      problem: v.exactOptional(v.string()),
    }),
  ),
  events: checkEvents,
  /** Of the answer to `diagram`. */
  diagram: checkBy(diagramResultSchema),
};
