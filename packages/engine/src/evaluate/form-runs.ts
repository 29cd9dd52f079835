import { getAt, getEntry } from '@lamina/errors';
import type { Pass, Target, TargetQuestion } from '../resident/resident-model.ts';
import type { TokenBatch } from '../session/batches.ts';

/** Passes that belong together: shared prefixes, if there are any, and then the rows that continue them. */
export interface Run {
  readonly passes: TargetQuestion['passes'];
  readonly rows: readonly PlacedRow[];
}

/** Where the tokens of a row are read. */
export interface PlacedRow {
  /** The index of the row in the given list. */
  readonly row: number;
  /** The row of the first pass that has its first `length` tokens. */
  readonly prefix: { readonly row: number; readonly length: number };
  /** The pass and the row that have its other tokens, if there are any. */
  readonly rest: { readonly pass: number; readonly row: number };
}

/** The pass, the row and the position of a token of a row, counted from the first token of the row. */
export function findPlace({ prefix, rest }: PlacedRow, position: number): Omit<Target, 'token'> {
  return position < prefix.length
    ? { pass: 0, row: prefix.row, position }
    : { pass: rest.pass, row: rest.row, position: position - prefix.length };
}

/**
 * How rows that share a prefix continue from its cached states. All prefixes of a pass have one width.
 *
 * - `padded`: shorter prefixes have padding after them, which the mask hides and positions skip.
 * - `equal`: all prefixes are cut to the length of the shortest.
 * - `none`: rows are read whole.
 */
export type Sharing = 'padded' | 'equal' | 'none';

interface RunLimits extends PassLimits {
  readonly sharing: Sharing;
}

/**
 * The largest number of prefixes in a run, of passes with the rows of one prefix, and of passes with the tokens of several prefixes. The states of all
 * rows of a run are held until its last block, and a run that is interrupted is repeated as a whole.
 */
const MAX_PREFIXES = 32;
const MAX_PASSES = 8;
const MAX_PASSES_TOGETHER = 2;
const NO_PREFIX = { row: 0, length: 0 };

/** The cheapest way to read the first groups. The last of its runs begins with group `from`. */
interface Cut {
  readonly cost: number;
  readonly from: number;
  readonly draft: Draft | null;
}

/** Groups of rows that are read together. */
interface Draft {
  readonly groups: readonly PrefixGroup[];
  /** The number of positions of each prefix that are read before the rows; 0 where rows are read whole. */
  readonly past: number;
  readonly plan: PassPlan;
}

/**
 * Divides rows into runs, the largest first, so that missing memory shows at once. Groups of rows whose shared prefixes have similar lengths are read
 * together. The groups are ordered by the length of their prefixes. Of all ways to cut that order into runs, the cheapest is taken.
 */
export function formRuns(rows: readonly (readonly number[])[], limits: RunLimits): readonly Run[] {
  const lengths = rows.map(({ length }) => length);
  // Rows are named by their place in the list; every way to cut the groups asks for their lengths.
  const lengthOf = (row: number): number => lengths[row] as number;
  const longestOf = ({ rows: [first = 0] }: PrefixGroup): number => lengthOf(first);
  const groups = (limits.sharing === 'none' ? [...rows.keys()].map((row) => ({ rows: [row], length: 0 })) : groupByPrefix(rows))
    .flatMap((group) => cutGroup(group, lengthOf, limits))
    .sort((a, b) => b.length - a.length || longestOf(b) - longestOf(a));
  const best: Cut[] = [{ cost: 0, from: 0, draft: null }];
  for (const last of groups.keys()) {
    let cheapest: Cut = { cost: Number.POSITIVE_INFINITY, from: last, draft: null };
    for (let from = last; from >= 0; from -= 1) {
      const stretch = groups.slice(from, last + 1);
      const past = widthOfPrefixes(stretch, limits);
      const draft = planDraft(stretch, past, lengthOf, limits);
      if (from < last && isTooMuch(draft, limits)) break;
      const cost = getAt(best, from).cost + costOf(draft);
      if (cost < cheapest.cost) cheapest = { cost, from, draft };
    }
    best.push(cheapest);
  }
  const drafts: Draft[] = [];
  for (let end = groups.length; end > 0; ) {
    const { from, draft } = getAt(best, end);
    if (draft) drafts.push(draft);
    end = from;
  }
  return drafts.flatMap((draft) => writeRuns(draft, rows)).sort((a, b) => sizeOf(b) - sizeOf(a));
}

/** A group as it is, or in parts whose rows can be held together; longest rows first. */
function cutGroup({ rows, length }: PrefixGroup, lengthOf: (row: number) => number, limits: RunLimits): readonly PrefixGroup[] {
  const order = [...rows].sort((a, b) => lengthOf(b) - lengthOf(a));
  const width = Math.max(1, lengthOf(getAt(order, 0)) - length);
  const maximum = Math.max(1, MAX_PASSES * Math.min(limits.rows, Math.floor(limits.tokens / width)));
  return Array.from({ length: Math.ceil(order.length / maximum) }, (_, part) => ({
    rows: order.slice(part * maximum, (part + 1) * maximum),
    length,
  }));
}

/** @param groups ordered by the length of the prefix, the longest first; rows without a prefix share nothing */
function widthOfPrefixes(groups: readonly PrefixGroup[], { sharing }: RunLimits): number {
  const [longest, shortest] = [getAt(groups, 0).length, getAt(groups, groups.length - 1).length];
  return sharing === 'padded' && shortest > 0 ? longest : shortest;
}

/** Groups that are read whole are one pass, or several passes that share nothing. */
function isTooMuch({ groups, past, plan }: Draft, { rows, tokens }: RunLimits): boolean {
  if (past === 0) return groups.length > rows;
  const prefixTokens = groups.length * past;
  return groups.length > MAX_PREFIXES || prefixTokens > tokens || prefixTokens + plan.cost > MAX_PASSES_TOGETHER * tokens;
}

/** The number of tokens of a group's prefix that are read before its rows. */
function lengthOfPrefix({ length }: PrefixGroup, past: number): number {
  return Math.min(length, past);
}

/** Reads prefixes first, or rows whole where that costs less. */
function planDraft(groups: readonly PrefixGroup[], past: number, lengthOf: (row: number) => number, limits: RunLimits): Draft {
  const planAfter = (width: number): Draft => {
    const rests = groups
      .flatMap((group) => group.rows.map((row) => ({ row, length: lengthOf(row) - lengthOfPrefix(group, width) })))
      .sort((a, b) => b.length - a.length);
    return { groups, past: width, plan: planPasses(rests, width, limits) };
  };
  const whole = planAfter(0);
  if (past === 0) return whole;
  const shared = planAfter(past);
  return costOf(whole) <= costOf(shared) ? whole : shared;
}

/** The cost in tokens. */
function costOf({ groups, past, plan }: Draft): number {
  return plan.cost + (past === 0 ? 0 : groups.length * past + PASS_COST);
}

/** Passes that share no prefix are runs of their own. */
function writeRuns({ groups, past, plan }: Draft, rows: readonly (readonly number[])[]): readonly Run[] {
  if (past === 0)
    return plan.passes.map(
      (members): Run => ({
        passes: [{ batch: padRows(members.map(({ row }) => getAt(rows, row))) }],
        rows: members.map(({ row }, place) => ({ row, prefix: NO_PREFIX, rest: { pass: 0, row: place } })),
      }),
    );
  const prefixOf = new Map(
    groups.flatMap((group, place) => group.rows.map((row) => [row, { row: place, length: lengthOfPrefix(group, past) }] as const)),
  );
  const restOf = new Map(
    plan.passes.flatMap((members, pass) => members.map(({ row }, place) => [row, { pass: pass + 1, row: place }] as const)),
  );
  const beginnings = groups.map((group) => getAt(rows, getAt(group.rows, 0)).slice(0, lengthOfPrefix(group, past)));
  const rests = plan.passes.map((members) => {
    const tails = members.map(({ row }) => {
      const prefix = getEntry(prefixOf, row);
      return { tokens: getAt(rows, row).slice(prefix.length), continuesFrom: prefix.row };
    });
    return continueFrom(beginnings, tails);
  });
  return [
    {
      passes: [{ batch: padRows(beginnings) }, ...rests],
      rows: [...prefixOf].map(([row, prefix]) => ({ row, prefix, rest: restOf.get(row) ?? { pass: 0, row: prefix.row } })),
    },
  ];
}

/** The tokens of a row after its prefix, and the prefix that it continues. */
interface Tail {
  readonly tokens: readonly number[];
  readonly continuesFrom: number;
}

/** The pass that continues prefixes; shorter prefixes are padded. */
export function continueFrom(beginnings: readonly (readonly number[])[], tails: readonly Tail[]): Required<Pass> {
  const continuesFrom = tails.map((tail) => tail.continuesFrom);
  const past = Math.max(...beginnings.map(({ length }) => length));
  const pastLengths = continuesFrom.map((row) => getAt(beginnings, row).length);
  return { batch: { ...padRows(tails.map(({ tokens }) => tokens)), past, pastLengths }, continuesFrom };
}

/** Pads rows on the right with id 0. */
export function padRows(rows: readonly (readonly number[])[]): TokenBatch {
  const width = Math.max(...rows.map(({ length }) => length));
  const ids = rows.map((tokens) => [...tokens, ...new Array<number>(width - tokens.length).fill(0)]);
  return { ids, labels: ids, lengths: rows.map(({ length }) => length) };
}

function sizeOf({ passes }: Run): number {
  return passes.reduce((sum, { batch }) => sum + batch.ids.length * getAt(batch.ids, 0).length, 0);
}

/** The limits of one pass of the model. */
export interface PassLimits {
  /** The largest number of rows in one pass. */
  readonly rows: number;
  /** The largest number of tokens in one pass, padding included, unless a single row has more: what the model computes has to fit into memory. */
  readonly tokens: number;
}

/** A row by its index in a list, and the number of its tokens that a pass reads. */
interface RowLength {
  readonly row: number;
  readonly length: number;
}

interface PassPlan {
  /** The rows of each pass, longest first. */
  readonly passes: readonly (readonly RowLength[])[];
  /** The cost of all passes, in tokens. */
  readonly cost: number;
}

/** The cost of a pass beside its tokens, in tokens: every weight is read once. Measured with 135M parameters on two cores. */
const PASS_COST = 15;
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

/** Rows that share their first `length` tokens. */
interface PrefixGroup {
  /** The index of each row in the given list. */
  readonly rows: readonly number[];
  readonly length: number;
}

/** Rows sorted by their tokens: rows that share a prefix stand together. */
interface Sorted {
  readonly order: readonly number[];
  /** The number of tokens that a row shares with the row before it. */
  readonly shared: readonly number[];
}

/**
 * Divides rows into groups, so that reading the prefix of each group once saves the most tokens. Groups are, for example, the choices of a question, or
 * questions after the same examples.
 */
export function groupByPrefix(rows: readonly (readonly number[])[]): readonly PrefixGroup[] {
  const order = [...rows.keys()].sort((a, b) => compareTokens(getAt(rows, a), getAt(rows, b)));
  const sorted = order.map((row) => getAt(rows, row));
  const shared = sorted.map((row, place) => (place === 0 ? 0 : countShared(getAt(sorted, place - 1), row)));
  return order.length === 0 ? [] : findBest({ order, shared }, 0, order.length).groups;
}

/** Rows `first` … `end − 1` as one group, or divided into stretches that share more tokens than all of them do. */
function findBest(sorted: Sorted, first: number, end: number): { readonly groups: readonly PrefixGroup[]; readonly saved: number } {
  const { order, shared } = sorted;
  const rows = order.slice(first, end);
  if (rows.length < 2) return { groups: [{ rows, length: 0 }], saved: 0 };
  const inner = shared.slice(first + 1, end);
  const length = inner.reduce((least, value) => Math.min(least, value));
  const together = { groups: [{ rows, length }], saved: (rows.length - 1) * length };
  const cuts = inner.flatMap((value, place) => (value === length ? [first + 1 + place] : []));
  const parts = [first, ...cuts].map((start, place) => findBest(sorted, start, cuts[place] ?? end));
  const saved = parts.reduce((sum, part) => sum + part.saved, 0);
  return saved > together.saved || length === 0 ? { groups: parts.flatMap(({ groups }) => groups), saved } : together;
}

function compareTokens(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((id, index) => id !== b[index]);
  return place === -1 || place === b.length ? a.length - b.length : getAt(a, place) - getAt(b, place);
}

function countShared(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((id, index) => id !== b[index]);
  return place === -1 ? a.length : place;
}
