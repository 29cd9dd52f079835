import type { FindState, StateKind } from './caches.ts';
import { type GraphWriter, MICROSOFT } from './graph-writer.ts';
import type { TokenPlaces } from './token-places.ts';

/**
 * Tokens per step of the scan. Products within a chunk grow with its square and products with the state do not, so the cost is linear in the number of
 * tokens.
 */
const CHUNK = 32;

export interface LinearAttention {
  /** float[B, S, G, N] each; G groups of heads share a query and a key */
  readonly query: string;
  readonly key: string;
  /** float[B, S, G, R, P]; R = heads per group */
  readonly value: string;
  /** g ≤ 0, the logarithm of the factor on the state: float[B, S, G, R], or float[B, S, G, R, N] if each row of the state has its own */
  readonly decay: string;
  readonly decaysByRow: boolean;
  /** float[B, S, G, R]: β of the delta rule; null: values are added as they are */
  readonly update: string | null;
}

export interface ScanShape {
  /** G */
  readonly groups: number;
  /** R */
  readonly heads: number;
  /** N */
  readonly keySize: number;
  /** P */
  readonly valueSize: number;
}

export interface ScanContext {
  readonly places: TokenPlaces;
  readonly state: FindState;
  /** The name that the state has among the caches. */
  readonly kind: StateKind;
}

/**
 * Linear attention with decay, exact in float32, in chunks of tokens (arXiv 2405.21060, section 6; with the delta rule arXiv 2412.06464, section 3.3):
 *
 *   S ← exp(g) S;  S ← S + k (v − β-rule)ᵀ;  y = Sᵀ q
 *
 * @returns float[B, S, G, R, P]
 */
export function addLinearAttention(
  graph: GraphWriter,
  input: LinearAttention,
  shape: ScanShape,
  { places, state, kind }: ScanContext,
): string {
  const { groups, heads, keySize, valueSize } = shape;
  const size = Math.min(CHUNK, places.length ?? CHUNK);
  const chunk = (value: string, dims: readonly number[], order: readonly number[]): string => {
    const apart = graph.add('Reshape', [addPadding(graph, value, dims.length + 2, places, size), graph.ints([0, -1, size, ...dims])]);
    return graph.add('Transpose', [apart], { attributes: { perm: [0, 1, ...order] } });
  };
  const byGroup = (value: string): string => graph.add('Unsqueeze', [chunk(value, [groups, keySize], [3, 2, 4]), graph.ints([3])]);
  const byHead = (value: string): string => graph.add('Unsqueeze', [chunk(value, [groups, heads], [3, 4, 2]), graph.ints([5])]);
  const slices = [
    byGroup(input.query),
    byGroup(input.key),
    chunk(input.value, [groups, heads, valueSize], [3, 4, 2, 5]),
    input.decaysByRow ? chunk(input.decay, [groups, heads, keySize], [3, 4, 2, 5]) : byHead(input.decay),
    ...(input.update === null ? [] : [byHead(input.update)]),
  ];
  const stateDims = [groups, heads, keySize, valueSize];
  const { past, keep } = state(kind, stateDims);
  const first = past ?? addZeros(graph, input.query, stateDims);
  const shapes = [
    [null, ...stateDims],
    [null, groups, heads, size, valueSize],
  ];
  const body = graph.subgraph(slices.length + 1, shapes, (names) => addChunk(graph, names, { size, decaysByRow: input.decaysByRow }));
  const axes = slices.map(() => 1);
  const [last = '', chunks = ''] = graph.addMany('Scan', [first, ...slices], {
    outputs: 2,
    attributes: { body: { graph: body }, num_scan_inputs: slices.length, scan_input_axes: axes, scan_output_axes: [1] },
  });
  keep(graph, last);
  const byToken = graph.add('Transpose', [chunks], { attributes: { perm: [0, 1, 4, 2, 3, 5] } });
  return cutPadding(graph, graph.add('Reshape', [byToken, graph.ints([0, -1, groups, heads, valueSize])]), places, size);
}

/**
 * One chunk: from the state [B, G, R, N, P], q and k [B, G, 1, Q, N], v [B, G, R, Q, P], β [B, G, R, Q, 1] and g [B, G, R, Q, 1 or N] to the next state
 * and the outputs [B, G, R, Q, P]. c = cumulative sums of g, Γᵢⱼ = exp(cᵢ − cⱼ) for i ≥ j, within the product if rows of the state have their own.
 *
 *   u = (I + β ∘ Γ ∘ k kᵀ below the diagonal)⁻¹ β (v − (exp(c) k) S)      without β: u = v
 *   y = (exp(c) q) S + (Γ ∘ q kᵀ) u;   S' = exp(c_Q) S + (exp(c_Q − c) k)ᵀ u
 */
function addChunk(
  graph: GraphWriter,
  [state = '', query = '', key = '', value = '', decay = '', update]: readonly string[],
  { size, decaysByRow }: { readonly size: number; readonly decaysByRow: boolean },
): readonly string[] {
  const square = (holds: (row: number, column: number) => boolean): string => addSquares(graph, size, [holds]);
  const transposed = (value: string): string => graph.add('Transpose', [value], { attributes: { perm: [0, 1, 2, 4, 3] } });
  const multiply = (left: string, right: string): string => graph.add('Mul', [left, right]);
  const product = (left: string, right: string): string => graph.add('MatMul', [left, right]);
  const past = square((row, column) => row >= column);
  const sums = product(past, decay);
  const compare = decaysByRow ? addFadingByRow(graph, { key, decay, size }) : addFading();
  const sinceStart = graph.add('Exp', [sums]);
  const recall = (left: string): string =>
    decaysByRow ? product(multiply(sinceStart, left), state) : multiply(sinceStart, product(left, state));
  const added = update === undefined ? value : addDelta(update);
  const total = graph.add('Gather', [sums, graph.ints([size - 1])], { attributes: { axis: 3 } });
  const untilEnd = graph.add('Exp', [graph.add('Sub', [total, sums])]);
  const kept = multiply(graph.add('Exp', [decaysByRow ? transposed(total) : total]), state);
  const written = decaysByRow ? product(transposed(multiply(untilEnd, key)), added) : product(transposed(key), multiply(untilEnd, added));
  const next = graph.add('Add', [kept, written]);
  const output = graph.add('Add', [recall(query), product(compare(query), added)]);
  return [next, output];

  function addFading(): (left: string) => string {
    const differences = graph.add('Sub', [sums, transposed(sums)]);
    const fading = multiply(graph.add('Exp', [graph.add('Min', [differences, graph.float(0)])]), past);
    return (left) => multiply(graph.add('FusedMatMul', [left, key], TRANSPOSED_SECOND), fading);
  }

  function addDelta(rate: string): string {
    const below = square((row, column) => row > column);
    const wanted = multiply(rate, graph.add('Sub', [value, recall(key)]));
    return product(addInverse(multiply(multiply(compare(key), below), rate)), wanted);
  }

  /** (I + below)⁻¹ by doubling the size of the inverted diagonal blocks: D ← D − D (below ∘ corners) D. */
  function addInverse(below: string): string {
    let inverse = graph.add('Sub', [square((row, column) => row === column), multiply(below, square(isCorner(1)))]);
    for (let step = 2; step < size; step *= 2)
      inverse = graph.add('Sub', [inverse, product(product(inverse, multiply(below, square(isCorner(step)))), inverse)]);
    return inverse;
  }
}

/** True if a row is in the second half, and a column in the first half, of the same 2 · step tokens. */
function isCorner(step: number): (row: number, column: number) => boolean {
  return (row, column) => {
    const [first, second] = [Math.floor(column / step), Math.floor(row / step)];
    return first % 2 === 0 && second === first + 1;
  };
}

/**
 * Γ ∘ left kᵀ where every row of the state has its own decay. Each pair of tokens i > j is a corner of one size, between whose halves lies a token m:
 * exp(cᵢ − cⱼ) = exp(cᵢ − cₘ) exp(cₘ − cⱼ). Both factors are at most 1, so that a plain product of matrices for each size is exact.
 */
function addFadingByRow(
  graph: GraphWriter,
  { key, decay, size }: { readonly key: string; readonly decay: string; readonly size: number },
): (left: string) => string {
  const steps = Array.from({ length: Math.ceil(Math.log2(size)) }, (_, power) => 2 ** power);
  /** The tokens between a row's token and m, whose decays lie between the two. */
  const isBetween = (step: number) => (row: number, column: number) => {
    const part = Math.floor(row / step);
    return part % 2 === 0 ? row < column && column < (part + 1) * step : part * step <= column && column <= row;
  };
  const levels = steps.length + 1;
  const between = addSquares(graph, size, [() => false, ...steps.map(isBetween)], [levels * size, size]);
  const exponents = graph.add('Exp', [graph.add('MatMul', [between, decay])]);
  const fading = graph.add('Reshape', [exponents, graph.ints([0, 0, 0, levels, size, -1])]);
  const faded = (value: string): string => graph.add('Mul', [graph.add('Unsqueeze', [value, graph.ints([3])]), fading]);
  const corners = addSquares(graph, size, [(row, column) => row === column, ...steps.map(isCorner)]);
  const fadedKey = faded(key);
  return (left) => {
    const products = graph.add('FusedMatMul', [left === key ? fadedKey : faded(left), fadedKey], TRANSPOSED_SECOND);
    return graph.add('ReduceSum', [graph.add('Mul', [products, corners]), graph.ints([3])], { attributes: { keepdims: 0 } });
  };
}

/** Matrices of 0 and 1: float[size, size] of one, float[count, size, size] of several, or with other extents. */
function addSquares(
  graph: GraphWriter,
  size: number,
  holds: readonly ((row: number, column: number) => boolean)[],
  dims: readonly number[] = [...(holds.length === 1 ? [] : [holds.length]), size, size],
): string {
  const rows = Array.from({ length: size }, (_, row) => row);
  return graph.floats(
    holds.flatMap((isOne) => rows.flatMap((row) => rows.map((column) => (isOne(row, column) ? 1 : 0)))),
    dims,
  );
}

const TRANSPOSED_SECOND = { domain: MICROSOFT, attributes: { transB: 1 } } as const;

/** float[B, …dims] of zeros. @param like a tensor whose first extent is B */
export function addZeros(graph: GraphWriter, like: string, dims: readonly number[]): string {
  const batch = graph.add('Slice', [graph.add('Shape', [like]), graph.ints([0]), graph.ints([1])]);
  return graph.add('ConstantOfShape', [graph.add('Concat', [batch, graph.ints(dims)], { attributes: { axis: 0 } })]);
}

/** Zeros after the last token, up to whole chunks: a decay of 0, a key of 0 and a value of 0 leave the state as it is. */
function addPadding(graph: GraphWriter, value: string, rank: number, places: TokenPlaces, size: number): string {
  const { length } = places;
  const others = new Array<number>(rank - 2).fill(0);
  if (length !== null) {
    const missing = (size - (length % size)) % size;
    return missing === 0 ? value : graph.add('Pad', [value, graph.ints([0, 0, ...others, 0, missing, ...others])]);
  }
  const missing = graph.once(`missing ${size}`, () => graph.add('Mod', [graph.add('Neg', [places.runLength()]), graph.ints([size])]));
  const pads = graph.once(`padding ${size} ${rank}`, () =>
    graph.add('Concat', [graph.ints([0, 0, ...others, 0]), missing, graph.ints(others)], { attributes: { axis: 0 } }),
  );
  return graph.add('Pad', [value, pads]);
}

function cutPadding(graph: GraphWriter, value: string, places: TokenPlaces, size: number): string {
  const { length } = places;
  if (length !== null && length % size === 0) return value;
  return graph.add('Slice', [value, graph.ints([0]), places.runLength(), graph.ints([1])]);
}
