import { getAt } from '@lamina/errors';

/** The limits of one pass of the model. */
export interface PassLimits {
  /** The largest number of rows in one pass. */
  readonly rows: number;
  /** The largest number of tokens in one pass, padding included, unless a single row has more: what the model computes has to fit into memory. */
  readonly tokens: number;
}

/** A row by its index in a list, and the number of its tokens that a pass reads. */
export interface RowLength {
  readonly row: number;
  readonly length: number;
}

export interface PassPlan {
  /** The rows of each pass, longest first. */
  readonly passes: readonly (readonly RowLength[])[];
  /** The cost of all passes, in tokens. */
  readonly cost: number;
}

/** The cost of a pass beside its tokens, in tokens: every weight is read once. Measured with 135M parameters on two cores. */
export const PASS_COST = 15;
/** Each row that continues a prefix has its own copy of the prefix's keys and values, for one block at a time. */
const COPIED_PER_TOKEN = 16;

/**
 * The cheapest passes for rows. Rows of similar length are padded to one width, if that costs less than a pass of their own. Rows without a token are in
 * no pass.
 *
 * @param rows longest first
 * @param past the number of positions before each row that are read already
 */
export function planPasses(rows: readonly RowLength[], past: number, limits: PassLimits): PassPlan {
  const open = rows.filter(({ length }) => length > 0);
  // A pass can begin only where rows get shorter: at the first row of each length. The last place is the end.
  const bounds = open.flatMap(({ length }, place) => (length === open[place - 1]?.length ? [] : [place]));
  const starts = bounds.map((first) => ({ first, longest: getAt(open, first).length }));
  const best = [{ cost: 0, from: 0 }];
  for (const [index] of bounds.entries()) {
    const end = bounds[index + 1] ?? open.length;
    // There is a best cost before each stretch that may begin up to here.
    const choices = best.map(({ cost }, from) => {
      const { first, longest } = starts[from] as (typeof starts)[number];
      return { cost: cost + costOfStretch(end - first, longest, past, limits), from };
    });
    best.push(choices.reduce((cheapest, choice) => (choice.cost < cheapest.cost ? choice : cheapest)));
  }
  const passes: (readonly RowLength[])[] = [];
  for (let index = bounds.length; index > 0; index = getAt(best, index).from) {
    const stretch = open.slice(getAt(bounds, getAt(best, index).from), bounds[index] ?? open.length);
    passes.unshift(...cut(stretch, countPasses(stretch.length, getAt(stretch, 0).length, past, limits)));
  }
  return { passes, cost: getAt(best, bounds.length).cost };
}

function costOfStretch(count: number, longest: number, past: number, limits: PassLimits): number {
  return count * longest + countPasses(count, longest, past, limits) * PASS_COST;
}

/** Passes for rows of equal width. */
function countPasses(count: number, longest: number, past: number, { rows, tokens }: PassLimits): number {
  const perRow = past === 0 ? longest : Math.max(longest, (past + longest) / COPIED_PER_TOKEN);
  return Math.ceil(count / Math.max(1, Math.min(rows, Math.floor(tokens / perRow))));
}

/** Divides a list into the given number of parts of nearly the same size. */
function cut<T>(list: readonly T[], parts: number): readonly (readonly T[])[] {
  return Array.from({ length: parts }, (_, part) =>
    list.slice(Math.floor((part * list.length) / parts), Math.floor(((part + 1) * list.length) / parts)),
  );
}
