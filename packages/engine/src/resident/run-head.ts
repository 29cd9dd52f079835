import { getAt } from '@lamina/errors';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { Tensor } from 'onnxruntime-node';
import { type Outputs, type TokenBatch, tensorOf } from '../session/batches.ts';
import type { HeadOptions } from './resident-model.ts';

/** The number of positions for which rows of the width of the vocabulary are made at a time. */
export const POSITIONS_PER_RUN = 512;

/** What the head is given and asked for. */
export type HeadRequest = Required<HeadOptions>;

/** A run of the head on some positions of a batch of one row. */
export type RunPositions = (batch: TokenBatch, state: Tensor, request: HeadRequest) => Promise<Outputs>;

/**
 * Runs a head that computes each position by itself on one long row, some positions at a time: the outputs have one value per position, but need rows
 * of the width of the vocabulary on the way, of which a whole context has gigabytes.
 *
 * @param state [1, positions, width] or [positions, width]
 */
export async function runHeadInParts(
  run: RunPositions,
  { batch: { ids, labels }, state }: { readonly batch: TokenBatch; readonly state: Tensor },
  { feeds, outputs }: HeadRequest,
): Promise<Outputs> {
  const row = getAt(ids, 0);
  const parts: Outputs[] = [];
  for (let first = 0; first < row.length; first += POSITIONS_PER_RUN) {
    const end = Math.min(first + POSITIONS_PER_RUN, row.length);
    const batch = { ids: [row.slice(first, end)], labels: [getAt(labels, 0).slice(first, end)], lengths: [end - first] };
    const cutFeeds = Object.entries(feeds).map(([name, tensor]) => [
      name,
      name === TOKEN_LOSS_PORTS.reference && tensor.dims[1] === row.length ? cut(tensor, first, end) : tensor,
    ]);
    parts.push(await run(batch, cut(state, first, end), { feeds: Object.fromEntries(cutFeeds), outputs }));
  }
  return Object.fromEntries(outputs.map((name) => [name, join(parts.map((part) => tensorOf(part, name)))]));
}

/** Whether a batch is one long row, and the outputs have one value per position. */
export function runsInParts({ ids }: TokenBatch, { outputs }: HeadRequest): boolean {
  return ids.length === 1 && getAt(ids, 0).length > POSITIONS_PER_RUN && !outputs.includes(TOKEN_LOSS_PORTS.logProbabilities);
}

/** Some positions of [1, positions, width] or [positions, width]. */
function cut({ dims, data }: Tensor, first: number, end: number): Tensor {
  const width = getAt(dims, dims.length - 1);
  const values = (data as Float32Array).subarray(first * width, end * width);
  return new Tensor('float32', values, dims.length === 2 ? [end - first, width] : [1, end - first, width]);
}

/** Joins tensors of [1, positions]. */
function join(parts: readonly Tensor[]): Tensor {
  const length = parts.reduce((sum, { size }) => sum + size, 0);
  const joined = getAt(parts, 0).type === 'int64' ? new BigInt64Array(length) : new Float32Array(length);
  let end = 0;
  for (const { data, size } of parts) {
    joined.set(data as never, end);
    end += size;
  }
  return new Tensor(getAt(parts, 0).type, joined, [1, length]);
}
