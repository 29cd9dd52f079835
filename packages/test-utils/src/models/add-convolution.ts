import { type GraphBuilder, intAttribute, intsAttribute } from './graph-builder.ts';

/** Number of positions of the convolution: the current one and earlier ones. */
export const KERNEL = 3;

export interface ConvolutionPlan {
  readonly place: string;
  readonly identity: string;
  readonly hidden: number;
  /** Number of the state ports `past_conv.N` and `present_conv.N` [batch, hidden, KERNEL − 1]; null for a convolution without a state. */
  readonly cachePort: number | null;
}

/** A gated short convolution over time, as in most blocks of LFM2: `C · conv(B · x)` between two projections. */
export function addConvolution(build: GraphBuilder, input: string, plan: ConvolutionPlan): string {
  const { place, identity, hidden } = plan;
  const wide = build.node(
    'MatMul',
    [input, build.weight(`${identity}.in`, [hidden, 3 * hidden], 2 / Math.sqrt(hidden))],
    `${place}/conv_in`,
  );
  const [b = '', c = '', x = ''] = build.nodes(
    'Split',
    [wide, build.integers('three_parts', [hidden, hidden, hidden])],
    ['b', 'c', 'x'].map((part) => `${place}/conv_${part}`),
    [intAttribute('axis', -1)],
  );
  const mixed = convolveOverTime(build, build.node('Mul', [b, x], `${place}/conv_bx`), plan);
  const gated = build.node('Mul', [c, mixed], `${place}/conv_gated`);
  return build.node('MatMul', [gated, build.weight(`${identity}.out`, [hidden, hidden], 2 / Math.sqrt(hidden))], `${place}/convolution`);
}

/** A causal depthwise convolution of [batch, sequence, hidden], continued from its state where there is one. */
export function convolveOverTime(build: GraphBuilder, input: string, plan: ConvolutionPlan): string {
  const { place, identity, hidden, cachePort } = plan;
  const turn = [intsAttribute('perm', [0, 2, 1])];
  const columns = build.node('Transpose', [input], `${place}/columns`, turn);
  const window =
    cachePort === null
      ? build.node('Pad', [columns, build.integers('pad_left', [0, 0, KERNEL - 1, 0, 0, 0])], `${place}/window`)
      : build.node('Concat', [`past_conv.${cachePort}`, columns], `${place}/window`, [intAttribute('axis', 2)]);
  if (cachePort !== null)
    build.node(
      'Slice',
      [
        window,
        build.integers('last_columns', [1 - KERNEL]),
        build.integers('far_end', [Number.MAX_SAFE_INTEGER]),
        build.integers('axes_2', [2]),
      ],
      `present_conv.${cachePort}`,
    );
  const kernel = build.weight(`${identity}.kernel`, [hidden, 1, KERNEL], 1);
  const convolved = build.node('Conv', [window, kernel], `${place}/convolved`, [intAttribute('group', hidden)]);
  return build.node('Transpose', [convolved], `${place}/rows`, turn);
}
