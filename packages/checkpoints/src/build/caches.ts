import { createValueInfo, DATA_TYPE, type ValueInfo } from '@lamina/onnx';
import type { AttentionProjection } from '../architectures/decoder.ts';
import type { GraphWriter } from './graph-writer.ts';

/** A tensor that a block keeps between runs: the graph's input with its value before the run, and the output with its value after it. */
export interface CacheNames {
  readonly past: string;
  readonly present: string;
}

/** Keys and values of attentions, float[B, keyHeads, tokens, size] each, by the number of their block: later blocks may share them. */
export type KeysByBlock = Map<number, BlockKeys>;

export interface BlockKeys {
  readonly keys: string;
  readonly values: string;
}

/** The keys and values that an attention reads: what `make` makes of the block's own, or those of an earlier block. */
export function getKeys<Own>(
  known: KeysByBlock,
  { block, projection, own }: { readonly block: number; readonly projection: AttentionProjection; readonly own: Own | null },
  make: (own: Own) => BlockKeys,
): BlockKeys {
  const shared = projection.kind === 'shared' ? known.get(projection.keysOf) : undefined;
  const found = shared ?? (own === null ? undefined : make(own));
  if (found === undefined) throw new Error(`block ${block} reads keys that no earlier block has`);
  known.set(block, found);
  return found;
}

/** A state of a fixed size that a mixer keeps between runs. */
export interface MixerState {
  /** float[B, …] before the run; null: zeros, because every run starts at the first token. */
  readonly past: string | null;
  /** Gives the value after the run. */
  readonly keep: (graph: GraphWriter, value: string) => void;
}

/** conv: the inputs that a convolution still reads; ssm: of a state space; recurrent: of a linear attention. */
export type StateKind = 'conv' | 'ssm' | 'recurrent';

/** The state of a kind and of a shape, without the batch. */
export type FindState = (kind: StateKind, dims: readonly number[]) => MixerState;

/** In graphs without caches. */
export const NO_STATE: FindState = () => ({ past: null, keep: () => {} });

/** The caches of a graph: its inputs and outputs besides tokens and logits. */
export class Caches {
  readonly inputs: ValueInfo[] = [];
  readonly outputs: ValueInfo[] = [];
  readonly keys: KeysByBlock = new Map();

  /** Keys or values of a block, float[B, keyHeads, tokens, size]. */
  ofAttention(block: number, kind: 'key' | 'value', [keyHeads, size]: readonly [keyHeads: number, size: number]): CacheNames {
    const names = { past: `past_key_values.${block}.${kind}`, present: `present.${block}.${kind}` };
    const length = 'past_sequence_length';
    this.inputs.push(createValueInfo(names.past, DATA_TYPE.float, ['batch_size', keyHeads, length, size]));
    this.outputs.push(createValueInfo(names.present, DATA_TYPE.float, ['batch_size', keyHeads, `${length} + sequence_length`, size]));
    return names;
  }

  stateOf(block: number): FindState {
    return (kind, dims) => {
      const [past, present] = [`past_${kind}.${block}`, `present_${kind}.${block}`];
      this.inputs.push(createValueInfo(past, DATA_TYPE.float, ['batch_size', ...dims]));
      this.outputs.push(createValueInfo(present, DATA_TYPE.float, ['batch_size', ...dims]));
      return { past, keep: (graph, value) => graph.addNamed('Identity', [value], present) };
    };
  }
}
