import { createAttribute, createNode, createValueInfo, DATA_TYPE, type Graph } from '@lamina/onnx';
import { type GraphBuilder, intAttribute } from './graph-builder.ts';

const EXPERTS = 3;

export type ExpertsForm = 'traced' | 'loop' | 'MoE';

export interface ExpertsPlan {
  readonly place: string;
  readonly identity: string;
  readonly hidden: number;
  /**
   * The form of a mixture of experts: as exporters trace it (router softmax, TopK, every expert under its weight), a Loop over experts, or one
   * com.microsoft MoE node.
   */
  readonly form: ExpertsForm;
}

/** A mixture of experts instead of a feed-forward half; each token uses two of three experts. */
export function addExperts(build: GraphBuilder, input: string, plan: ExpertsPlan): string {
  const { place, identity, hidden } = plan;
  const router = build.node('MatMul', [input, build.weight(`${identity}.router`, [hidden, EXPERTS], 1)], `${place}/router`);
  if (plan.form === 'MoE') return addFusedExperts(build, input, router, plan);
  const kept = addShares(build, router, place);
  return plan.form === 'loop' ? addExpertLoop(build, input, kept, plan) : addTracedExperts(build, input, kept, plan);
}

/** [batch, sequence, EXPERTS]: the router's shares; all are zero except the best two. */
function addShares(build: GraphBuilder, router: string, place: string): string {
  const shares = build.node('Softmax', [router], `${place}/shares`, [intAttribute('axis', -1)]);
  const [top = '', chosen = ''] = build.nodes('TopK', [shares, build.integers('two', [2])], [`${place}/top`, `${place}/chosen`]);
  const zeros = build.node('Mul', [shares, build.float('zero', 0)], `${place}/no_shares`);
  return build.node('ScatterElements', [zeros, chosen, top], `${place}/kept_shares`, [intAttribute('axis', -1)]);
}

function addTracedExperts(build: GraphBuilder, input: string, kept: string, { place, identity, hidden }: ExpertsPlan): string {
  const columns = build.nodes(
    'Split',
    [kept, build.integers('ones', new Array<number>(EXPERTS).fill(1))],
    Array.from({ length: EXPERTS }, (_, expert) => `${place}/share_${expert}`),
    [intAttribute('axis', -1)],
  );
  const parts = columns.map((column, expert) => {
    const at = `${place}/expert_${expert}`;
    const up = build.node('MatMul', [input, build.weight(`${identity}.up_${expert}`, [hidden, hidden], 2 / Math.sqrt(hidden))], `${at}/up`);
    const active = build.node('Mul', [up, build.node('Sigmoid', [up], `${at}/gate`)], `${at}/active`);
    const down = build.weight(`${identity}.down_${expert}`, [hidden, hidden], 2 / Math.sqrt(hidden));
    return build.node('Mul', [build.node('MatMul', [active, down], `${at}/down`), column], `${at}/weighted`);
  });
  return build.node('Sum', parts, `${place}/experts`);
}

/** A Loop whose body reads the tokens, the shares and all experts' weights from the outer graph. */
function addExpertLoop(build: GraphBuilder, input: string, kept: string, { place, identity, hidden }: ExpertsPlan): string {
  const weight = (role: string): string => build.weight(`${identity}.loop_${role}`, [EXPERTS, hidden, hidden], 2 / Math.sqrt(hidden));
  const inside = (name: string): string => `${place}/loop/${name}`;
  const node = (opType: string, inputs: readonly string[], output: string, axis?: number) =>
    createNode(opType, inputs, [inside(output)], axis === undefined ? {} : { attributes: [intAttribute('axis', axis)] });
  const info = (name: string, type: number, dims: readonly (string | number)[] | null) => createValueInfo(inside(name), type, dims);
  const body: Graph = {
    name: 'expert',
    nodes: [
      node('Gather', [weight('up'), inside('expert')], 'w_up', 0),
      node('Gather', [weight('down'), inside('expert')], 'w_down', 0),
      node('MatMul', [input, inside('w_up')], 'up'),
      node('Tanh', [inside('up')], 'active'),
      node('MatMul', [inside('active'), inside('w_down')], 'down'),
      node('Gather', [kept, inside('expert')], 'share', 2),
      node('Unsqueeze', [inside('share'), build.integers('axes_2', [2])], 'column'),
      node('Mul', [inside('down'), inside('column')], 'weighted'),
      node('Add', [inside('sum'), inside('weighted')], 'next'),
      node('Identity', [inside('more')], 'go_on'),
    ],
    initializers: [],
    inputs: [info('expert', DATA_TYPE.int64, []), info('more', DATA_TYPE.bool, []), info('sum', DATA_TYPE.float, null)],
    outputs: [info('go_on', DATA_TYPE.bool, []), info('next', DATA_TYPE.float, null)],
    valueInfo: [],
    rest: [],
  };
  const start = build.node('Mul', [input, build.float('zero', 0)], `${place}/no_experts`);
  const count = build.integers('experts', [EXPERTS], []);
  return build.node('Loop', [count, '', start], `${place}/experts`, [createAttribute('body', { kind: 'graph', value: body })]);
}

function addFusedExperts(build: GraphBuilder, input: string, router: string, { place, identity, hidden }: ExpertsPlan): string {
  const rows = build.node('Reshape', [router, build.integers('router_rows', [-1, EXPERTS])], `${place}/router_rows`);
  const weight = (role: string): string => build.weight(`${identity}.${role}`, [EXPERTS, hidden, hidden], 2 / Math.sqrt(hidden));
  return build.node(
    'MoE',
    [input, rows, weight('experts_up'), '', weight('experts_down')],
    `${place}/experts`,
    [intAttribute('k', 2), intAttribute('normalize_routing_weights', 1)],
    'com.microsoft',
  );
}
