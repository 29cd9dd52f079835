import { type AttentionPlan, HEADS, type KeysAndValues } from './add-attention.ts';
import { type GraphBuilder, intAttribute } from './graph-builder.ts';

const POSITIONS = 64;

/** Attention with rotary positions in the standard operators of opset 23; its cache ports are ports of the Attention node itself. */
export function addStandardAttention(build: GraphBuilder, input: string, plan: AttentionPlan): { output: string; cache: KeysAndValues } {
  const { place, identity, hidden, mask, cachePort } = plan;
  const half = hidden / HEADS / 2;
  const project = (role: string): string =>
    build.node('MatMul', [input, build.weight(`${identity}.${role}`, [hidden, hidden], 2 / Math.sqrt(hidden))], `${place}/${role}`);
  const tables = ['cosines', 'sines'].map((name) => build.weight(name, [POSITIONS, half], 1));
  const rotate = (name: string): string =>
    build.node('RotaryEmbedding', [name, ...tables, 'position_ids'], `${name}_rotated`, [intAttribute('num_heads', HEADS)]);
  const cache = { key: `present.${cachePort}.key`, value: `present.${cachePort}.value` };
  const past = cachePort === null ? [] : [`past_key_values.${cachePort}.key`, `past_key_values.${cachePort}.value`];
  const [mixed = ''] = build.nodes(
    'Attention',
    [rotate(project('query')), rotate(project('key')), project('value'), mask, ...past],
    [`${place}/mixed`, ...(cachePort === null ? [] : [cache.key, cache.value])],
    [intAttribute('q_num_heads', HEADS), intAttribute('kv_num_heads', HEADS)],
  );
  const output = build.node(
    'MatMul',
    [mixed, build.weight(`${identity}.output`, [hidden, hidden], 2 / Math.sqrt(hidden))],
    `${place}/attention`,
  );
  return { output, cache };
}
