import { createAttribute, createNode, createValueInfo, DATA_TYPE, type Graph } from '@lamina/onnx';
import { type ConvolutionPlan, convolveOverTime } from './add-convolution.ts';
import { type GraphBuilder, intsAttribute } from './graph-builder.ts';

/** State size per channel. */
export const STATE = 4;

/**
 * A selective state space as in Mamba: a convolution, then `s ← a·s + b·x, y = s·c` over time in a Scan. Its states are `past_conv.N` and
 * `past_ssm.N` [batch, hidden, STATE]; without ports the state starts at zero.
 */
export function addStateSpace(build: GraphBuilder, input: string, plan: ConvolutionPlan): string {
  const { place, identity, hidden, cachePort } = plan;
  const project = (role: string, width: number): string =>
    build.node('MatMul', [input, build.weight(`${identity}.${role}`, [hidden, width], 2 / Math.sqrt(hidden))], `${place}/ssm_${role}`);
  const mixed = convolveOverTime(build, project('in', hidden), plan);
  const x = build.node('Mul', [mixed, build.node('Sigmoid', [mixed], `${place}/ssm_open`)], `${place}/ssm_x`);
  const decay = build.node('Sigmoid', [project('decay', hidden)], `${place}/ssm_kept`);
  const start = cachePort === null ? addZeroState(build, input, place) : `past_ssm.${cachePort}`;
  const end = cachePort === null ? `${place}/ssm_end` : `present_ssm.${cachePort}`;
  const [, scanned = ''] = build.nodes(
    'Scan',
    [start, decay, x, project('b', STATE), project('c', STATE)],
    [end, `${place}/ssm_scanned`],
    [
      createAttribute('body', { kind: 'graph', value: STEP }),
      createAttribute('num_scan_inputs', { kind: 'int', value: 4 }),
      intsAttribute('scan_input_axes', [1, 1, 1, 1]),
      intsAttribute('scan_output_axes', [1]),
    ],
  );
  const gate = build.node('Sigmoid', [project('gate', hidden)], `${place}/ssm_gate_open`);
  const gated = build.node('Mul', [scanned, gate], `${place}/ssm_gated`);
  return build.node('MatMul', [gated, build.weight(`${identity}.out`, [hidden, hidden], 2 / Math.sqrt(hidden))], `${place}/state_space`);
}

function addZeroState(build: GraphBuilder, input: string, place: string): string {
  const shape = build.node('Shape', [input], `${place}/ssm_shape`);
  const batchAndHidden = build.node('Gather', [shape, build.integers('places_0_2', [0, 2])], `${place}/ssm_extents`);
  const extents = build.node('Concat', [batchAndHidden, build.integers('state_size', [STATE])], `${place}/ssm_state_shape`, [
    createAttribute('axis', { kind: 'int', value: 0 }),
  ]);
  return build.node('Expand', [build.float('zero', 0), extents], `${place}/ssm_start`);
}

const float = (name: string, dims: readonly (string | number)[]) => createValueInfo(name, DATA_TYPE.float, dims);

/** One step in time: state [batch, hidden, STATE], decay and x [batch, hidden], b and c [batch, STATE]. */
const STEP: Graph = {
  name: 'step',
  nodes: [
    createNode('Constant', [], ['last'], { attributes: [createAttribute('value_ints', { kind: 'ints', value: [-1] })] }),
    createNode('Constant', [], ['middle'], { attributes: [createAttribute('value_ints', { kind: 'ints', value: [1] })] }),
    createNode('Unsqueeze', ['decay', 'last'], ['decay_column']),
    createNode('Unsqueeze', ['x', 'last'], ['x_column']),
    createNode('Unsqueeze', ['b', 'middle'], ['b_row']),
    createNode('Unsqueeze', ['c', 'middle'], ['c_row']),
    createNode('Mul', ['state', 'decay_column'], ['kept']),
    createNode('Mul', ['x_column', 'b_row'], ['added']),
    createNode('Add', ['kept', 'added'], ['next_state']),
    createNode('Mul', ['next_state', 'c_row'], ['read']),
    createNode('ReduceSum', ['read', 'last'], ['y'], { attributes: [createAttribute('keepdims', { kind: 'int', value: 0 })] }),
  ],
  initializers: [],
  inputs: [
    float('state', ['batch', 'hidden', STATE]),
    float('decay', ['batch', 'hidden']),
    float('x', ['batch', 'hidden']),
    float('b', ['batch', STATE]),
    float('c', ['batch', STATE]),
  ],
  outputs: [float('next_state', ['batch', 'hidden', STATE]), float('y', ['batch', 'hidden'])],
  valueInfo: [],
  rest: [],
};
