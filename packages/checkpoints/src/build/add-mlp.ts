import { assertNever } from '@lamina/errors';
import type { FusedGatedMlp, GatedMlp, Mlp, SingleMlp } from '../architectures/decoder.ts';
import { addActivation } from './add-activation.ts';
import { addExperts } from './add-experts.ts';
import { addLinear } from './add-linear.ts';
import { type GraphWriter, MICROSOFT } from './graph-writer.ts';

/** The feed-forward of a block. float[…, d] → float[…, d]; experts need the width to flatten tokens. */
export function addMlp(graph: GraphWriter, input: string, mlp: Mlp): string {
  return mlp.kind === 'experts' ? addExperts(graph, input, mlp, addSingleMlp) : addSingleMlp(graph, input, mlp);
}

function addSingleMlp(graph: GraphWriter, input: string, mlp: SingleMlp): string {
  switch (mlp.kind) {
    case 'gated':
    case 'fused-gated':
      return addGatedMlp(graph, input, mlp);
    case 'plain':
      return addLinear(graph, addActivation(graph, addLinear(graph, input, mlp.up), mlp.activation), mlp.down);
    default:
      return assertNever(mlp);
  }
}

function addGatedMlp(graph: GraphWriter, input: string, mlp: GatedMlp | FusedGatedMlp): string {
  const [gate, up] =
    mlp.kind === 'gated' ? [addLinear(graph, input, mlp.gate), addLinear(graph, input, mlp.up)] : addSplitGate(graph, input, mlp);
  const limit = mlp.clampedSwiglu ?? null;
  if (limit !== null) return addLinear(graph, addClampedSwiglu(graph, { gate, up, limit }), mlp.down);
  return addLinear(graph, graph.add('Mul', [addActivation(graph, gate, mlp.activation), up]), mlp.down);
}

function addSplitGate(graph: GraphWriter, input: string, { gateUp, order }: FusedGatedMlp): readonly [string, string] {
  const both = addLinear(graph, input, gateUp);
  if (order === 'rows') {
    const [gate = '', up = ''] = graph.addMany('Split', [both], { outputs: 2, attributes: { axis: -1, num_outputs: 2 } });
    return [gate, up];
  }
  const every = (first: number): string =>
    graph.add('Slice', [both, graph.ints([first]), graph.ints([gateUp.outputs]), graph.ints([-1]), graph.ints([2])]);
  return [every(0), every(1)];
}

/** gpt-oss: gate = min(gate, c), up = clip(up, ±c), (up + 1) · gate · sigmoid(1.702 · gate). */
function addClampedSwiglu(graph: GraphWriter, { gate, up, limit }: { gate: string; up: string; limit: number }): string {
  const limited = graph.add('Min', [gate, graph.float(limit)]);
  const clipped = graph.add('Clip', [up, graph.float(-limit), graph.float(limit)]);
  const glu = graph.add('QuickGelu', [limited], { domain: MICROSOFT, attributes: { alpha: { float: 1.702 } } });
  return graph.add('Mul', [graph.add('Add', [clipped, graph.float(1)]), glu]);
}
