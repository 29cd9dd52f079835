import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { FeedFacts } from '../model/facts/model-facts.ts';
import { buildFeeds, type TokenRow } from './build-feeds.ts';
import { formBatches } from './form-batches.ts';
import type { ModelSession } from './session.ts';

/** The outputs of a run, by name. */
export type Outputs = InferenceSession.OnnxValueMapType;

/** The rows of one batch, longest first, and their places in the given list. */
export interface RanBatch {
  /** The index of each row in the given list. */
  readonly rows: readonly number[];
  readonly lengths: readonly number[];
  /** The width to which all rows were padded. */
  readonly width: number;
  readonly outputs: Outputs;
}

/** Runs token rows through a session, batch by batch. Yields after each batch; if the caller stops reading, the work stops. */
export async function* runBatches(
  session: ModelSession,
  sequences: readonly TokenRow[],
  batch: number,
  facts: FeedFacts,
): AsyncGenerator<RanBatch> {
  for (const { rows, width, tokens } of formBatches(sequences, batch)) {
    const outputs = await session.run(buildFeeds(session.model.graph, tokens, facts));
    yield { rows, lengths: tokens.lengths, width, outputs };
  }
}

/** The float values of an output. */
export function floatsOf(outputs: Outputs, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new Error(`output ${name} is missing or not float32`);
}

/** Gets an output that must exist. */
export function tensorOf(outputs: Outputs, name: string): Tensor {
  const tensor = outputs[name];
  if (!tensor) throw new Error(`output ${name} is missing`);
  return tensor;
}
