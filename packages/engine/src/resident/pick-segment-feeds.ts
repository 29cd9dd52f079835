import type { Graph } from '@lamina/onnx';
import { SEGMENT_PORTS } from '@lamina/surgery';
import type { Tensor } from 'onnxruntime-node';

/** What one part of a split model can be fed with. */
export interface SegmentFeeds {
  /** The tokens, mask, positions, caches and labels of the batch. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** h_i; undefined before the first part has run */
  readonly state: Tensor | undefined;
  /** Shared keys and values of earlier parts, by port. */
  readonly carried: ReadonlyMap<string, Tensor>;
}

/** The feeds for the inputs of a part. */
export function pickSegmentFeeds(graph: Graph, { feeds, state, carried }: SegmentFeeds): Readonly<Record<string, Tensor>> {
  return Object.fromEntries(
    graph.inputs.map(({ name }) => {
      const tensor = name === SEGMENT_PORTS.stateIn ? state : (carried.get(name) ?? feeds[name]);
      if (!tensor) throw new Error(`no value for input ${name}`);
      return [name, tensor];
    }),
  );
}
