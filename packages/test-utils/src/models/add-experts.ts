import { type GraphBuilder, intAttribute } from './graph-builder.ts';

const EXPERTS = 3;

export interface ExpertsPlan {
  readonly place: string;
  readonly identity: string;
  readonly hidden: number;
  /** As exporters trace a mixture (router softmax, TopK, every expert under its weight), or as one com.microsoft MoE node. */
  readonly form: 'traced' | 'MoE';
}

/** A mixture of experts in place of a feed-forward half; two of three experts are chosen per token. */
export function addExperts(build: GraphBuilder, input: string, plan: ExpertsPlan): string {
  const { place, identity, hidden } = plan;
  const router = build.node('MatMul', [input, build.weight(`${identity}.router`, [hidden, EXPERTS], 1)], `${place}/router`);
  return plan.form === 'MoE' ? addFusedExperts(build, input, router, plan) : addTracedExperts(build, input, router, plan);
}

function addTracedExperts(build: GraphBuilder, input: string, router: string, { place, identity, hidden }: ExpertsPlan): string {
  const shares = build.node('Softmax', [router], `${place}/shares`, [intAttribute('axis', -1)]);
  const [top = '', chosen = ''] = build.nodes('TopK', [shares, build.integers('two', [2])], [`${place}/top`, `${place}/chosen`]);
  const zeros = build.node('Mul', [shares, build.float('zero', 0)], `${place}/no_shares`);
  const kept = build.node('ScatterElements', [zeros, chosen, top], `${place}/kept_shares`, [intAttribute('axis', -1)]);
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
