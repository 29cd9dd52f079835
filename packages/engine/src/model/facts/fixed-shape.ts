import type { Graph } from '@lamina/onnx';

/** Extents of input_ids that an export fixed; null where any number will do. */
export interface FixedShape {
  readonly rows: number | null;
  readonly width: number | null;
}

/** What a graph says of the shape of its tokens. Traces may be fixed without saying so. */
export function findFixedShape(graph: Graph): FixedShape {
  const [rows, width] = graph.inputs.find(({ name }) => name === 'input_ids')?.dims ?? [];
  const fixed = (extent: number | string | null | undefined): number | null => (typeof extent === 'number' && extent > 0 ? extent : null);
  return { rows: fixed(rows), width: fixed(width) };
}
