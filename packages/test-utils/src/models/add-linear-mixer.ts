import { type GraphBuilder, intAttribute, intsAttribute } from './graph-builder.ts';

/**
 * Mixes tokens with products only, like the parallel form of a state space: `(q·kᵀ ∘ allowed)·v` without softmax or cache.
 * `triangle` is bool[queries, keys].
 */
export function addLinearMixer(
  build: GraphBuilder,
  input: string,
  plan: { readonly place: string; readonly identity: string; readonly hidden: number; readonly triangle: string },
): string {
  const { place, identity, hidden, triangle } = plan;
  const project = (role: string): string =>
    build.node('MatMul', [input, build.weight(`${identity}.${role}`, [hidden, hidden], 2 / Math.sqrt(hidden))], `${place}/${role}`);
  const keyT = build.node('Transpose', [project('key')], `${place}/key_t`, [intsAttribute('perm', [0, 2, 1])]);
  const products = build.node('MatMul', [project('query'), keyT], `${place}/products`);
  const scaled = build.node('Mul', [products, build.float('mix_scale', 1 / (2 * hidden))], `${place}/scaled_products`);
  const decay = build.node('Cast', [triangle], `${place}/decay`, [intAttribute('to', 1)]);
  const allowed = build.node('Mul', [scaled, decay], `${place}/allowed`);
  const mixed = build.node('MatMul', [allowed, project('value')], `${place}/mixed`);
  return build.node(
    'MatMul',
    [mixed, build.weight(`${identity}.output`, [hidden, hidden], 2 / Math.sqrt(hidden))],
    `${place}/linear_mixer`,
  );
}
