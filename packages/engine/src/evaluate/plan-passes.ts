/** What one pass of the model may hold. */
export interface PassLimits {
  /** Most rows of one pass. */
  readonly rows: number;
  /** Most tokens of one pass, padding included, unless a single row has more: what they make inside the model has to fit into memory. */
  readonly tokens: number;
}

/** A row by its index in some list, and how many of its tokens a pass reads. */
export interface RowLength {
  readonly row: number;
  readonly length: number;
}

export interface PassPlan {
  /** Rows of each pass, longest first. */
  readonly passes: readonly (readonly RowLength[])[];
  /** Of all passes, in tokens. */
  readonly cost: number;
}

/** What a pass costs beside its tokens, in tokens: every weight is read once. Measured with 135M parameters on two cores. */
export const PASS_COST = 15;
/** Rows that go on from a prefix each have their own copy of its keys and values, a block's at a time. */
const COPIED_PER_TOKEN = 16;

/**
 * The cheapest passes for rows: those of similar length are padded to one width, as long as that costs less than a pass of their own. Rows
 * without a token are in none.
 * @param rows longest first
 * @param past positions before each row that are read already
 */
export function planPasses(rows: readonly RowLength[], past: number, limits: PassLimits): PassPlan {
  const open = rows.filter(({ length }) => length > 0);
  // Passes begin where rows get shorter: place of the first row of each length, then the end.
  const bounds = open.flatMap(({ length }, place) => (length === open[place - 1]?.length ? [] : [place]));
  const best = [{ cost: 0, from: 0 }];
  for (const [index] of bounds.entries()) {
    const end = bounds[index + 1] ?? open.length;
    const choices = bounds.slice(0, index + 1).map((first, from) => {
      const stretch = costOfStretch(end - first, open[first]?.length ?? 0, past, limits);
      return { cost: (best[from]?.cost ?? 0) + stretch, from };
    });
    best.push(choices.reduce((cheapest, choice) => (choice.cost < cheapest.cost ? choice : cheapest)));
  }
  const passes: (readonly RowLength[])[] = [];
  for (let index = bounds.length; index > 0; index = best[index]?.from ?? 0) {
    const stretch = open.slice(bounds[best[index]?.from ?? 0], bounds[index] ?? open.length);
    passes.unshift(...cut(stretch, countPasses(stretch.length, stretch[0]?.length ?? 0, past, limits)));
  }
  return { passes, cost: best.at(-1)?.cost ?? 0 };
}

function costOfStretch(count: number, longest: number, past: number, limits: PassLimits): number {
  return count * longest + countPasses(count, longest, past, limits) * PASS_COST;
}

/** Passes for equally wide rows. */
function countPasses(count: number, longest: number, past: number, { rows, tokens }: PassLimits): number {
  const perRow = past === 0 ? longest : Math.max(longest, (past + longest) / COPIED_PER_TOKEN);
  return Math.ceil(count / Math.max(1, Math.min(rows, Math.floor(tokens / perRow))));
}

/** A list in so many parts of nearly the same size. */
function cut<T>(list: readonly T[], parts: number): readonly (readonly T[])[] {
  return Array.from({ length: parts }, (_, part) =>
    list.slice(Math.floor((part * list.length) / parts), Math.floor(((part + 1) * list.length) / parts)),
  );
}
