import { floatAttribute, type GraphBuilder, intAttribute, intsAttribute } from './graph-builder.ts';

export type NormKind = 'rms-spelled-out' | 'rms' | 'rms-standard' | 'layer';

const EPSILON = 1e-5;

/** Adds a norm over the last axis and returns its output's name. All kinds of RMS norm compute the same numbers. */
export function addNorm(build: GraphBuilder, kind: NormKind, input: string, weights: string, hidden: number, output: string): string {
  const gamma = build.weight(`${weights}.gamma`, [hidden], 0.3, 1);
  if (kind === 'layer') {
    const beta = build.weight(`${weights}.beta`, [hidden], 0.2);
    return build.node('LayerNormalization', [input, gamma, beta], output, [floatAttribute('epsilon', EPSILON), intAttribute('axis', -1)]);
  }
  if (kind === 'rms-standard') return build.node('RMSNormalization', [input, gamma], output, [floatAttribute('epsilon', EPSILON)]);
  if (kind === 'rms')
    return build.node('SimplifiedLayerNormalization', [input, gamma], output, [
      floatAttribute('epsilon', EPSILON),
      intAttribute('axis', -1),
    ]);
  const squares = build.node('Mul', [input, input], `${output}/squares`);
  // Axes are an attribute up to opset 17, and an input from opset 18.
  const mean =
    build.opset < 18
      ? build.node('ReduceMean', [squares], `${output}/mean`, [intsAttribute('axes', [-1])])
      : build.node('ReduceMean', [squares, build.integers('last_axis', [-1])], `${output}/mean`);
  const safe = build.node('Add', [mean, build.float('epsilon', EPSILON)], `${output}/safe`);
  const root = build.node('Sqrt', [safe], `${output}/root`);
  const scaled = build.node('Div', [input, root], `${output}/scaled`);
  return build.node('Mul', [scaled, gamma], output);
}

/** Adds `input + branch` and the norm of the sum as one com.microsoft node; the sum is the output `sum` if that is not empty. */
export function addSkipNorm(
  build: GraphBuilder,
  kind: 'rms' | 'layer',
  names: { readonly input: string; readonly branch: string; readonly weights: string; readonly output: string; readonly sum: string },
  hidden: number,
): void {
  const gamma = build.weight(`${names.weights}.gamma`, [hidden], 0.3, 1);
  const beta = kind === 'layer' ? [build.weight(`${names.weights}.beta`, [hidden], 0.2)] : [];
  build.nodes(
    kind === 'layer' ? 'SkipLayerNormalization' : 'SkipSimplifiedLayerNormalization',
    [names.input, names.branch, gamma, ...beta],
    names.sum === '' ? [names.output] : [names.output, '', '', names.sum],
    [floatAttribute('epsilon', EPSILON)],
    'com.microsoft',
  );
}
