import { assertNever } from '@lamina/errors';
import type { Experts, FusedGatedMlp, GatedMlp, Mlp, Norm, SingleMlp } from '../architectures/decoder.ts';
import { addActivation } from './add-activation.ts';
import { addExperts } from './add-experts.ts';
import { addLinear } from './add-linear.ts';
import { addNorm } from './add-norm.ts';
import { addScale } from './add-scale.ts';
import { type GraphWriter, MICROSOFT } from './graph-writer.ts';

/** The feed-forward of a block. float[…, d] → float[…, d]; experts need the width to flatten tokens. */
export function addMlp(graph: GraphWriter, input: string, mlp: Mlp): string {
  switch (mlp.kind) {
    case 'sum':
      return mlp.parts
        .map(({ norm, mlp: part, outputNorm }, place) =>
          graph.within(`part.${place}`, () => addPart(graph, input, { norm, part, outputNorm })),
        )
        .reduce((sum, part) => graph.add('Add', [sum, part]));
    case 'experts':
      return addExperts(graph, { input, stream: input }, mlp, addSingleMlp);
    default:
      return addSingleMlp(graph, input, mlp);
  }
}

interface SumPart {
  readonly norm: Norm;
  readonly part: SingleMlp | Experts;
  readonly outputNorm: Norm;
}

function addPart(graph: GraphWriter, stream: string, { norm, part, outputNorm }: SumPart): string {
  const width = part.kind === 'experts' ? part.router.inputs : part.down.outputs;
  const input = addNorm(graph, stream, norm, width);
  const answer = part.kind === 'experts' ? addExperts(graph, { input, stream }, part, addSingleMlp) : addSingleMlp(graph, input, part);
  return addNorm(graph, answer, outputNorm, width);
}

function addSingleMlp(graph: GraphWriter, input: string, mlp: SingleMlp): string {
  switch (mlp.kind) {
    case 'gated': {
      const { gateScale = 1, outputScale = 1 } = mlp;
      const gate = addScale(graph, addLinear(graph, input, mlp.gate), gateScale);
      return addScale(graph, addGatedMlp(graph, { gate, up: addLinear(graph, input, mlp.up) }, mlp), outputScale);
    }
    case 'fused-gated':
      return addGatedMlp(graph, addSplitGate(graph, input, mlp), mlp);
    case 'plain':
      return addLinear(graph, addActivation(graph, addLinear(graph, input, mlp.up), mlp.activation), mlp.down);
    default:
      return assertNever(mlp);
  }
}

interface GateAndUp {
  readonly gate: string;
  readonly up: string;
}

function addGatedMlp(graph: GraphWriter, { gate, up }: GateAndUp, mlp: GatedMlp | FusedGatedMlp): string {
  const clamped = mlp.clampedSwiglu ?? null;
  if (clamped !== null) return addLinear(graph, addClampedSwiglu(graph, { gate, up }, clamped), mlp.down);
  const inner = graph.add('Mul', [addActivation(graph, gate, mlp.activation), up]);
  const hasNorm = mlp.kind === 'gated' && mlp.innerNorm !== undefined;
  return addLinear(graph, hasNorm ? addNorm(graph, inner, mlp.innerNorm, mlp.down.inputs) : inner, mlp.down);
}

function addSplitGate(graph: GraphWriter, input: string, { gateUp, order }: FusedGatedMlp): GateAndUp {
  const both = addLinear(graph, input, gateUp);
  if (order === 'rows') {
    const [gate = '', up = ''] = graph.addMany('Split', [both], { outputs: 2, attributes: { axis: -1, num_outputs: 2 } });
    return { gate, up };
  }
  const every = (first: number): string =>
    graph.add('Slice', [both, graph.ints([first]), graph.ints([gateUp.outputs]), graph.ints([-1]), graph.ints([2])]);
  return { gate: every(0), up: every(1) };
}

/** gpt-oss: gate = min(gate, limit), up = clip(up, ±limit), (up + 1) · gate · sigmoid(slope · gate). */
function addClampedSwiglu(
  graph: GraphWriter,
  { gate, up }: GateAndUp,
  { limit, slope }: NonNullable<FusedGatedMlp['clampedSwiglu']>,
): string {
  const limited = graph.add('Min', [gate, graph.float(limit)]);
  const clipped = graph.add('Clip', [up, graph.float(-limit), graph.float(limit)]);
  const glu = graph.add('QuickGelu', [limited], { domain: MICROSOFT, attributes: { alpha: { float: slope } } });
  return graph.add('Mul', [graph.add('Add', [clipped, graph.float(1)]), glu]);
}
