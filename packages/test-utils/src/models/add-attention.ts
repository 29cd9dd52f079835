import { type GraphBuilder, intsAttribute } from './graph-builder.ts';

export const HEADS = 2;

/** Tensors of an attention that another block may read. */
export interface KeysAndValues {
  readonly key: string;
  readonly value: string;
}

export interface AttentionPlan {
  /** Prefix of tensor names, by position in this graph. */
  readonly place: string;
  /** Prefix of weight names, by identity: a block has the same weights in every graph. */
  readonly identity: string;
  readonly hidden: number;
  /** Additive mask [batch, 1, queries, keys]. */
  readonly mask: string;
  /** Number of the cache ports; null for an attention without a cache. */
  readonly cachePort: number | null;
  /** Return keys and values but take none, like the first step of a merged export. */
  readonly ignoresPast?: boolean;
  /** Keys and values of another block to use instead of its own. */
  readonly shared?: KeysAndValues | undefined;
}

/** Multi-head attention with MatMul and Softmax nodes, as exporters without fusion write it. */
export function addAttention(build: GraphBuilder, input: string, plan: AttentionPlan): { output: string; cache: KeysAndValues } {
  const { place, identity, hidden, mask } = plan;
  const headSize = hidden / HEADS;
  const split = (role: string): string => {
    const flat = build.node(
      'MatMul',
      [input, build.weight(`${identity}.${role}`, [hidden, hidden], 2 / Math.sqrt(hidden))],
      `${place}/${role}_flat`,
    );
    const parts = build.node('Reshape', [flat, build.integers('shape_heads', [0, 0, HEADS, headSize])], `${place}/${role}_parts`);
    return build.node('Transpose', [parts], `${place}/${role}`, [intsAttribute('perm', [0, 2, 1, 3])]);
  };
  const remember = (role: 'key' | 'value'): string => {
    const own = split(role);
    if (plan.cachePort === null) return own;
    if (plan.ignoresPast) return build.node('Identity', [own], `present.${plan.cachePort}.${role}`);
    return build.node('Concat', [`past_key_values.${plan.cachePort}.${role}`, own], `present.${plan.cachePort}.${role}`, [AXIS_LENGTH]);
  };
  const query = split('query');
  const cache = plan.shared ?? { key: remember('key'), value: remember('value') };
  const keyT = build.node('Transpose', [cache.key], `${place}/key_t`, [intsAttribute('perm', [0, 1, 3, 2])]);
  const raw = build.node('MatMul', [query, keyT], `${place}/raw_scores`);
  const scaled = build.node('Mul', [raw, build.float('scale', 1 / Math.sqrt(headSize))], `${place}/scaled_scores`);
  const masked = build.node('Add', [scaled, mask], `${place}/scores`);
  const weights = build.node('Softmax', [masked], `${place}/weights`, [{ name: 'axis', value: { kind: 'int', value: -1 }, encoded: null }]);
  const mixed = build.node('MatMul', [weights, cache.value], `${place}/mixed`);
  const joined = build.node('Transpose', [mixed], `${place}/mixed_t`, [intsAttribute('perm', [0, 2, 1, 3])]);
  const flat = build.node('Reshape', [joined, build.integers('shape_hidden', [0, 0, hidden])], `${place}/mixed_flat`);
  const output = build.node(
    'MatMul',
    [flat, build.weight(`${identity}.output`, [hidden, hidden], 2 / Math.sqrt(hidden))],
    `${place}/attention`,
  );
  return { output, cache };
}

const AXIS_LENGTH = { name: 'axis', value: { kind: 'int', value: 2 }, encoded: null } as const;
