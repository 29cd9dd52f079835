import type { Prefixes } from '../resident/resident-model.ts';
import type { TokenBatch } from '../session/build-feeds.ts';
import { groupByPrefix, type PrefixGroup, type ReadRow } from './group-by-prefix.ts';

/** Rows that the model reads at once, after prefixes that it reads before them. */
export interface Run {
  /** Index of each row in the list that was given. */
  readonly rows: readonly number[];
  /** What follows the prefixes, right-padded with id 0. */
  readonly batch: TokenBatch;
  readonly prefixes?: Prefixes;
}

export interface RunLimits {
  /** Most rows of one run. */
  readonly rows: number;
  /** Most tokens of one pass, padding included, unless a single row has more: what they make inside the model has to fit into memory. */
  readonly tokens: number;
  /** Whether rows may go on from prefixes. */
  readonly prefixes: boolean;
}

/** What a pass costs beside its tokens, in tokens: every weight is read once. Measured with 135M parameters on two cores. */
const PASS_COST = 30;
/** Rows that go on from a prefix each have their own copy of its keys and values, a block's at a time. */
const COPIED_PER_TOKEN = 16;

/** Groups on their way into one run. */
interface Draft {
  readonly groups: readonly PrefixGroup[];
  readonly rows: number;
  readonly longest: number;
  /** Tokens of each prefix: of the shortest one. */
  readonly past: number;
}

/**
 * Rows in runs, the largest first, so that running out of memory shows at once. Groups of rows whose common beginnings are of similar length
 * are read together: all prefixes of a run are as long as the shortest, since no graph can be relied on to pass over padding between a prefix
 * and what follows. Groups join a run where that costs less than a run of their own.
 */
export function formRuns(rows: readonly ReadRow[], limits: RunLimits): readonly Run[] {
  const groups = limits.prefixes ? groupByPrefix(rows) : [...rows.keys()].map((row) => ({ rows: [row], length: 0 }));
  const lengthOf = (row: number): number => rows[row]?.ids.length ?? 0;
  const drafts = groups.flatMap((group) => cutGroup(group, lengthOf, limits));
  const orders: readonly ((draft: Draft) => number)[] = [
    ({ longest }) => longest,
    ({ longest, past }) => longest - past,
    ({ past }) => past,
  ];
  const plans = (limits.prefixes ? orders : orders.slice(0, 1)).map((key) => joinDrafts(drafts, key, limits));
  const cheapest = plans.reduce((best, plan) => (sumCosts(plan) < sumCosts(best) ? plan : best));
  return [...cheapest].sort((a, b) => sizeOf(b) - sizeOf(a)).map((draft) => writeRun(draft, rows));
}

/** A group as it is, or in parts that fit into a run, longest rows first. */
function cutGroup({ rows, length }: PrefixGroup, lengthOf: (row: number) => number, limits: RunLimits): readonly Draft[] {
  const order = [...rows].sort((a, b) => lengthOf(b) - lengthOf(a));
  const drafts: Draft[] = [];
  for (let first = 0; first < order.length; ) {
    const longest = lengthOf(order[first] ?? 0);
    const fitting = Math.floor(limits.tokens / Math.max(1, longest - length, longest / COPIED_PER_TOKEN));
    const members = order.slice(first, first + Math.max(1, Math.min(limits.rows, fitting)));
    drafts.push({ groups: [{ rows: members, length }], rows: members.length, longest, past: length });
    first += members.length;
  }
  return drafts;
}

function joinDrafts(drafts: readonly Draft[], key: (draft: Draft) => number, limits: RunLimits): readonly Draft[] {
  const joined: Draft[] = [];
  // The sort is stable: what is equal keeps its order.
  for (const draft of [...drafts].sort((a, b) => key(b) - key(a))) {
    const last = joined.at(-1);
    const both = last && join(last, draft);
    if (both && fits(both, limits) && costOf(both) <= costOf(last) + costOf(draft)) joined[joined.length - 1] = both;
    else joined.push(draft);
  }
  return joined;
}

function join(a: Draft, b: Draft): Draft {
  return {
    groups: [...a.groups, ...b.groups],
    rows: a.rows + b.rows,
    longest: Math.max(a.longest, b.longest),
    past: Math.min(a.past, b.past),
  };
}

function fits(draft: Draft, limits: RunLimits): boolean {
  const { groups, rows, longest } = draft;
  const past = pastOf(draft);
  const [largest, copied] = [Math.max(groups.length * past, rows * (longest - past)), past === 0 ? 0 : rows * longest];
  return rows <= limits.rows && largest <= limits.tokens && copied <= COPIED_PER_TOKEN * limits.tokens;
}

/** 0 where reading prefixes first costs more than it saves. */
function pastOf({ groups, rows, longest, past }: Draft): number {
  return groups.length * past + rows * (longest - past) + PASS_COST < rows * longest ? past : 0;
}

/** In tokens. */
function costOf(draft: Draft): number {
  const { groups, rows, longest } = draft;
  const past = pastOf(draft);
  return groups.length * past + rows * (longest - past) + (past === 0 ? 1 : 2) * PASS_COST;
}

function sumCosts(drafts: readonly Draft[]): number {
  return drafts.reduce((sum, draft) => sum + costOf(draft), 0);
}

function sizeOf({ rows, longest }: Draft): number {
  return rows * longest;
}

function writeRun(draft: Draft, rows: readonly ReadRow[]): Run {
  const past = pastOf(draft);
  const members = draft.groups.flatMap((group) => group.rows);
  const read = members.map((row) => rows[row]?.ids.slice(past) ?? []);
  const width = draft.longest - past;
  const ids = read.map((tokens) => [...tokens, ...new Array<number>(width - tokens.length).fill(0)]);
  const batch = { ids, labels: ids, lengths: read.map(({ length }) => length), past };
  if (past === 0) return { rows: members, batch };
  const prefixes = {
    ids: draft.groups.map((group) => rows[group.rows[0] ?? 0]?.ids.slice(0, past) ?? []),
    ofRow: draft.groups.flatMap((group, place) => group.rows.map(() => place)),
  };
  return { rows: members, batch, prefixes };
}
