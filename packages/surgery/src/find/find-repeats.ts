import { AppError, getAt } from '@lamina/errors';
import type { Node } from '@lamina/onnx';
import type { GraphView } from '../graph/graph-view.ts';
import { inputOf } from '../graph/input-of.ts';
import type { Anchor } from './find-anchors.ts';
import { type Cuts, isOnPath } from './find-cuts.ts';
import { computes } from './read-pattern.ts';

/** Operators by which a token can read another token. A stack without any of them is no language model. */
const MOVING = /^(Slice|Pad|Concat|Gather.*|Scatter.*|Conv.*|CumSum|Scan|Loop|If|LSTM|GRU|RNN|Einsum|.+ from the left|\w+::\w+)$/;
const PRODUCTS = new Set(['MatMul', 'Gemm', 'MatMulInteger', 'FusedMatMul']);

/** A run of segments that repeats `count` times with a period of `period` segments, from segment `start` on. */
interface Repeat {
  readonly start: number;
  readonly period: number;
  readonly count: number;
}

/**
 * The blocks of a decoder that shows neither a cache nor attention: the longest run of segments whose operators repeat.
 *
 *     Neg [Pad Tanh] [Pad Tanh] [Pad Tanh] Softmax        three blocks of two segments
 *
 * Segments are compared by their operators, never by names.
 *
 * @returns one anchor per repetition; none where nothing repeats.
 * @throws AppError MODEL_UNSUPPORTED where the run can be cut into equal parts in more than one way.
 */
export function findRepeats(view: GraphView, cuts: Cuts): readonly Anchor[] {
  const signatures = signSegments(view, cuts);
  const best = longestRepeat(signatures.map(({ signature }) => signature));
  if (!best) return [];
  const { start, period, count } = best.repeat;
  const operators = signatures.slice(start, start + period).flatMap((segment) => segment.operators);
  if (!operators.some((operator) => MOVING.test(operator))) return [];
  if (best.spare > 0) refuse(cuts, best.repeat, best.spare);
  return Array.from({ length: count }, (_, place) => ({ segment: getAt(signatures, start + place * period).segment, ports: [] }));
}

/** The segments that compute something, with their operators in alphabetical order. */
function signSegments(view: GraphView, cuts: Cuts): { segment: number; operators: readonly string[]; signature: string }[] {
  const operators: string[][] = cuts.names.map(() => []);
  for (const [node, segment] of cuts.segmentOf) {
    if (computes(node.opType)) operators[segment]?.push(describeOperator(view, cuts, node));
  }
  return operators.flatMap((list, segment) =>
    list.length === 0 ? [] : [{ segment, operators: list, signature: list.sort((a, b) => (a < b ? -1 : 1)).join(' ') }],
  );
}

/** The name of an operator. A product of a weight and the stream sums over positions; a product of the stream and a weight sums over channels. */
function describeOperator(view: GraphView, cuts: Cuts, { opType, domain, inputs }: Node): string {
  if (PRODUCTS.has(opType) && !isOnPath(view, cuts, inputOf({ inputs }, 0))) return `${opType} from the left`;
  return domain === '' ? opType : `${domain.replaceAll('.', '_')}::${opType}`;
}

/**
 * The run that covers most segments; of equal runs, the one with the shortest period. `spare` is the number of segments that continue the pattern
 * beyond the last whole repetition. If there are any, the run could also begin later.
 */
function longestRepeat(signatures: readonly string[]): { repeat: Repeat; spare: number } | undefined {
  let best: { repeat: Repeat; spare: number } | undefined;
  for (let period = 1; period <= signatures.length / 2; period += 1) {
    let equal = 0;
    for (let place = 0; place + period <= signatures.length; place += 1) {
      if (place + period < signatures.length && signatures[place] === signatures[place + period]) {
        equal += 1;
        continue;
      }
      const length = equal + period;
      const count = Math.floor(length / period);
      const covered = best ? best.repeat.count * best.repeat.period : 0;
      if (count >= 2 && count * period > covered)
        best = { repeat: { start: place - equal, period, count }, spare: length - count * period };
      equal = 0;
    }
  }
  return best;
}

function refuse(cuts: Cuts, { start, period, count }: Repeat, spare: number): never {
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `the blocks cannot be distinguished: a pattern of ${period} stretches repeats ${count} times from tensor ${cuts.names[start] ?? '?'} on and ${spare} more of it follow, so blocks could begin at ${spare + 1} places; export the model with its cache (past and present ports)`,
    { details: { nodes: cuts.names.slice(start, start + period + 1) } },
  );
}
