import type { InferenceSession } from 'onnxruntime-node';
import { buildFeeds, type FeedFacts } from './build-feeds.ts';
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
  sequences: readonly (readonly number[])[],
  batch: number,
  facts: FeedFacts,
): AsyncGenerator<RanBatch> {
  // Longest first: the largest batch comes first, so running out of memory shows at once. The sort is stable, equal lengths keep their order.
  const order = sequences.map((_, index) => index).sort((a, b) => (sequences[b]?.length ?? 0) - (sequences[a]?.length ?? 0));
  for (let start = 0; start < order.length; start += batch) {
    const rows = order.slice(start, start + batch);
    const lengths = rows.map((row) => sequences[row]?.length ?? 0);
    const width = Math.max(...lengths);
    const ids = rows.map((row) => [...(sequences[row] ?? []), ...new Array<number>(width - (sequences[row]?.length ?? 0)).fill(0)]);
    const outputs = await session.run(buildFeeds(session.model.graph, { ids, lengths }, facts));
    yield { rows, lengths, width, outputs };
  }
}

/** Float values of an output. */
export function floatsOf(outputs: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new Error(`output ${name} is missing or not float32`);
}
