import { SEGMENT_PORTS } from '@lamina/surgery';
import type { Tensor } from 'onnxruntime-node';
import { type Outputs, tensorOf } from '../session/run-batches.ts';
import type { Part } from './part-loader.ts';
import { pickSegmentFeeds } from './pick-segment-feeds.ts';

/** What the parts of a model pass on. */
export interface Stream {
  readonly state: Tensor | undefined;
  /** Shared keys and values, masks and rotary tables, by port. */
  readonly carried: ReadonlyMap<string, Tensor>;
}

/** The tensors of a batch, by the name of the input. */
export type Feeds = Readonly<Record<string, Tensor>>;

/** Before the first part. */
export const NOTHING: Stream = { state: undefined, carried: new Map() };

/** Runs one part. @param more outputs that are wanted beside those that later parts read */
export async function runPart({ segment, session }: Part, feeds: Feeds, stream: Stream, more: readonly string[] = []): Promise<Outputs> {
  const wanted = [SEGMENT_PORTS.stateOut, ...segment.carriedOut, ...more];
  return await session.run(pickSegmentFeeds(session.model.graph, { feeds, ...stream }), wanted);
}

/** The stream after a part. */
export function nextStream({ segment }: Part, { carried }: Stream, outputs: Outputs): Stream {
  const made = segment.carriedOut.map((port) => [port, tensorOf(outputs, port)] as const);
  return { state: tensorOf(outputs, SEGMENT_PORTS.stateOut), carried: new Map([...carried, ...made]) };
}
