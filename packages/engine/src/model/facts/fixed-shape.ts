import type { Graph } from '@lamina/onnx';

/** The extents of input_ids that an export fixed; null where an extent is free. */
export interface FixedShape {
  readonly rows: number | null;
  readonly width: number | null;
}

/** The shape that a graph states for its tokens. A trace may be fixed to a shape that it does not state. */
export function findFixedShape(graph: Graph): FixedShape {
  // An input of unknown rank fixes nothing.
  const [rows, width] = graph.inputs.find(({ name }) => name === 'input_ids')?.dims ?? [];
  const fixed = (extent: number | string | null | undefined): number | null => (typeof extent === 'number' && extent > 0 ? extent : null);
  return { rows: fixed(rows), width: fixed(width) };
}
