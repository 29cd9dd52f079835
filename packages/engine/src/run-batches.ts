import type { InferenceSession } from 'onnxruntime-node';
import { buildFeeds, type FeedFacts, type TokenRow } from './build-feeds.ts';
import type { ModelSession } from './session.ts';

/** Rows of one batch, longest first, and where they came from. */
export interface RanBatch {
  /** Index of each row in the list that was given. */
  readonly rows: readonly number[];
  readonly lengths: readonly number[];
  /** Width all rows were padded to. */
  readonly width: number;
  readonly outputs: InferenceSession.OnnxValueMapType;
}

/**
 * Runs token rows through a session in batches of `batch` rows of similar length, right-padded with id 0 under a mask.
 * Yields after each batch, so a caller that stops listening stops the work.
 */
export async function* runBatches(
  session: ModelSession,
  sequences: readonly TokenRow[],
  batch: number,
  facts: FeedFacts,
): AsyncGenerator<RanBatch> {
  // Longest first: the largest batch comes first, so running out of memory shows at once. The sort is stable, equal lengths keep their order.
  const lengthOf = (row: number): number => sequences[row]?.ids.length ?? 0;
  const order = [...sequences.keys()].sort((a, b) => lengthOf(b) - lengthOf(a));
  for (let start = 0; start < order.length; start += batch) {
    const rows = order.slice(start, start + batch);
    const lengths = rows.map(lengthOf);
    const width = Math.max(...lengths);
    const pad = (values: readonly number[]): readonly number[] => [...values, ...new Array<number>(width - values.length).fill(0)];
    const ids = rows.map((row) => pad(sequences[row]?.ids ?? []));
    const labels = rows.map((row) => pad([...(sequences[row]?.ids.slice(1) ?? []), sequences[row]?.next ?? 0]));
    const outputs = await session.run(buildFeeds(session.model.graph, { ids, labels, lengths }, facts));
    yield { rows, lengths, width, outputs };
  }
}

/** Float values of an output. */
export function floatsOf(outputs: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new Error(`output ${name} is missing or not float32`);
}
