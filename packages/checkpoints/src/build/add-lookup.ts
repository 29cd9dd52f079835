import { DATA_TYPE } from '@lamina/onnx';
import type { GraphWriter } from './graph-writer.ts';

/** Rows of a table in float32; only the selected rows are cast. */
export function addLookup(graph: GraphWriter, table: { readonly name: string; readonly dims: readonly number[] }, rows: string): string {
  const found = graph.add('Gather', [graph.storedWeight(table), rows]);
  return graph.isFloat(table.name) ? found : graph.add('Cast', [found], { attributes: { to: DATA_TYPE.float } });
}
