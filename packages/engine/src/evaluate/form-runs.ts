import type { Pass, Target, TargetQuestion } from '../resident/resident-model.ts';
import { groupByPrefix, type PrefixGroup } from './group-by-prefix.ts';
import { PASS_COST, type PassLimits, type PassPlan, planPasses, type RowLength } from './plan-passes.ts';

/** Passes that are made together: beginnings that rows share, if any, then what follows them. */
export interface Run {
  readonly passes: TargetQuestion['passes'];
  readonly rows: readonly PlacedRow[];
}

/** Where the tokens of a row are read. */
export interface PlacedRow {
  /** Index in the list that was given. */
  readonly row: number;
  /** Its first tokens are those of a row of the first pass. */
  readonly prefix: { readonly row: number; readonly length: number };
  /** The others, if there are any. */
  readonly rest: { readonly pass: number; readonly row: number };
}

/** The pass, row and position of a row's token, counted from the row's first one. */
export function findPlace({ prefix, rest }: PlacedRow, position: number): Omit<Target, 'token'> {
  return position < prefix.length
    ? { pass: 0, row: prefix.row, position }
    : { pass: rest.pass, row: rest.row, position: position - prefix.length };
}

export interface RunLimits extends PassLimits {
  /** Whether rows may go on from prefixes. */
  readonly prefixes: boolean;
}

/** Most prefixes of a run, and passes' worth of rows of one prefix: the states of a run's rows are held until its last block. */
const MOST_PREFIXES = 32;
const MOST_PASSES = 8;

/** The cheapest way to read the first groups: the last of its runs begins with group `from`. */
interface Cut {
  readonly cost: number;
  readonly from: number;
  readonly draft: Draft | null;
}

/** Groups of rows, read together. */
interface Draft {
  readonly groups: readonly PrefixGroup[];
  /** Tokens of each prefix that are read before what follows; 0 where rows are read whole. */
  readonly past: number;
  readonly plan: PassPlan;
}

/**
 * Rows in runs, the largest first, so that running out of memory shows at once. Groups of rows whose common beginnings are of similar length
 * are read together: all prefixes of a run are as long as the shortest, since no graph can be relied on to pass over padding between a prefix
 * and what follows. Of all ways to cut the groups, in the order of their beginnings' lengths, into runs, the cheapest is taken.
 */
export function formRuns(rows: readonly (readonly number[])[], limits: RunLimits): readonly Run[] {
  const lengthOf = (row: number): number => rows[row]?.length ?? 0;
  const longestOf = ({ rows: [first = 0] }: PrefixGroup): number => lengthOf(first);
  const groups = (limits.prefixes ? groupByPrefix(rows) : [...rows.keys()].map((row) => ({ rows: [row], length: 0 })))
    .flatMap((group) => cutGroup(group, lengthOf, limits))
    .sort((a, b) => b.length - a.length || longestOf(b) - longestOf(a));
  const best: Cut[] = [{ cost: 0, from: 0, draft: null }];
  for (const [last, { length: past }] of groups.entries()) {
    const most = past === 0 ? limits.rows : Math.max(1, Math.min(MOST_PREFIXES, Math.floor(limits.tokens / past)));
    let members: readonly RowLength[] = [];
    let cheapest: Cut = { cost: Number.POSITIVE_INFINITY, from: last, draft: null };
    for (let from = last; from > last - most && from >= 0; from -= 1) {
      const added = (groups[from]?.rows ?? []).map((row) => ({ row, length: lengthOf(row) }));
      members = [...members, ...added].sort((a, b) => b.length - a.length);
      const draft = planDraft(groups.slice(from, last + 1), members, past, limits);
      const cost = (best[from]?.cost ?? 0) + costOf(draft);
      if (cost < cheapest.cost) cheapest = { cost, from, draft };
    }
    best.push(cheapest);
  }
  const drafts: Draft[] = [];
  for (let end = groups.length; end > 0; ) {
    const { from, draft } = best[end] ?? { from: 0, draft: null };
    if (draft) drafts.push(draft);
    end = from;
  }
  return drafts.flatMap((draft) => writeRuns(draft, rows)).sort((a, b) => sizeOf(b) - sizeOf(a));
}

/** A group as it is, or in parts whose rows can be held together; longest rows first. */
function cutGroup({ rows, length }: PrefixGroup, lengthOf: (row: number) => number, limits: RunLimits): readonly PrefixGroup[] {
  const order = [...rows].sort((a, b) => lengthOf(b) - lengthOf(a));
  const width = Math.max(1, lengthOf(order[0] ?? 0) - length);
  const most = Math.max(1, MOST_PASSES * Math.min(limits.rows, Math.floor(limits.tokens / width)));
  return Array.from({ length: Math.ceil(order.length / most) }, (_, part) => ({
    rows: order.slice(part * most, (part + 1) * most),
    length,
  }));
}

/** Prefixes first, or rows whole where that costs less. */
function planDraft(groups: readonly PrefixGroup[], rows: readonly RowLength[], past: number, limits: RunLimits): Draft {
  const shared = { groups, past, plan: planPasses(rows, past, limits) };
  if (past === 0) return shared;
  const whole = { groups, past: 0, plan: planPasses(rows, 0, limits) };
  return costOf(whole) <= costOf(shared) ? whole : shared;
}

/** In tokens. */
function costOf({ groups, past, plan }: Draft): number {
  return plan.cost + (past === 0 ? 0 : groups.length * past + PASS_COST);
}

/** Passes that share no prefix are runs of their own. */
function writeRuns({ groups, past, plan }: Draft, rows: readonly (readonly number[])[]): readonly Run[] {
  const read = (members: readonly RowLength[]): Pass['batch'] =>
    padRows(
      members.map(({ row }) => rows[row]?.slice(past) ?? []),
      past,
    );
  if (past === 0)
    return plan.passes.map(
      (members): Run => ({
        passes: [{ batch: read(members) }],
        rows: members.map(({ row }, place) => ({ row, prefix: { row: 0, length: 0 }, rest: { pass: 0, row: place } })),
      }),
    );
  const prefixOf = new Map(groups.flatMap((group, place) => group.rows.map((row) => [row, place] as const)));
  const restOf = new Map(
    plan.passes.flatMap((members, pass) => members.map(({ row }, place) => [row, { pass: pass + 1, row: place }] as const)),
  );
  const beginnings = padRows(
    groups.map((group) => rows[group.rows[0] ?? 0]?.slice(0, past) ?? []),
    0,
  );
  const rests = plan.passes.map((members) => ({ batch: read(members), goesOnFrom: members.map(({ row }) => prefixOf.get(row) ?? 0) }));
  return [
    {
      passes: [{ batch: beginnings }, ...rests],
      rows: [...prefixOf].map(([row, place]) => ({
        row,
        prefix: { row: place, length: past },
        rest: restOf.get(row) ?? { pass: 0, row: place },
      })),
    },
  ];
}

/** Right-padded with id 0. */
function padRows(rows: readonly (readonly number[])[], past: number): Pass['batch'] {
  const width = Math.max(...rows.map(({ length }) => length));
  const ids = rows.map((tokens) => [...tokens, ...new Array<number>(width - tokens.length).fill(0)]);
  return { ids, labels: ids, lengths: rows.map(({ length }) => length), past };
}

function sizeOf({ passes }: Run): number {
  return passes.reduce((sum, { batch }) => sum + batch.ids.length * (batch.ids[0]?.length ?? 0), 0);
}
