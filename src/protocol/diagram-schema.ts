import * as v from 'valibot';
import type { Diagram, DiagramEdge, DiagramNode, DiagramRange } from './diagram.ts';
import type { DiagramResult } from './server-requests.ts';

const offset = v.pipe(v.number(), v.integer(), v.minValue(0));

export const rangeSchema: v.GenericSchema<unknown, DiagramRange> = v.object({
  uri: v.string(),
  offset,
  end: offset,
});

const nodeSchema: v.GenericSchema<unknown, DiagramNode> = v.object({
  id: v.string(),
  kind: v.picklist(['input', 'output', 'operation', 'combine', 'choice', 'pick', 'number', 'group']),
  label: v.string(),
  detail: v.exactOptional(v.string()),
  options: v.exactOptional(v.array(v.object({ label: v.string(), chosen: v.exactOptional(v.boolean()) }))),
  decision: v.exactOptional(v.string()),
  parent: v.exactOptional(v.string()),
  range: v.exactOptional(rangeSchema),
});

const edgeSchema: v.GenericSchema<unknown, DiagramEdge> = v.object({
  from: v.string(),
  to: v.string(),
  optional: v.exactOptional(v.boolean()),
  label: v.exactOptional(v.string()),
});

export const diagramSchema: v.GenericSchema<unknown, Diagram> = v.object({
  title: v.string(),
  subtitle: v.string(),
  nodes: v.array(nodeSchema),
  edges: v.array(edgeSchema),
});

export const diagramResultSchema: v.GenericSchema<unknown, DiagramResult> = v.variant('kind', [
  v.object({ kind: v.literal('diagram'), diagram: diagramSchema }),
  v.object({ kind: v.literal('problem'), message: v.string(), range: v.exactOptional(rangeSchema) }),
]);
