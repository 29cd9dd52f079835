import { judges, listSharedBenchmarks, rankCandidates } from '@lamina/benchmarks';
import { type BoardCandidate, boardCandidates, boardProtocols } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { encodeGlobalId } from '../../data/global-id.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { checkBatchSize } from '../../paging/check-batch-size.ts';
import { DEFAULT_REMOVED_RATIO, type LeaderboardArgs } from './leaderboard.args.ts';
import { LEADERBOARD, type LeaderboardEntry } from './leaderboard.list.ts';
import { encodeLeaderboardKey, findLeaderboardKey, type LeaderboardSettings } from './leaderboard-key.ts';
import type { LeaderboardConnection, LeaderboardRow } from './leaderboard-row.type.ts';

/** The requested settings of a board: null = the protocol with the most evaluations, and the benchmarks that most models share. */
type WantedBoard = Omit<LeaderboardSettings, 'lane' | 'benchmarks'> & {
  readonly lane: string | null;
  readonly benchmarks: readonly string[] | null;
};

/** One page. Ranks are those of the whole list. @throws AppError BAD_USER_INPUT for a ratio outside 0 to 1 or a page that cannot be served. */
export async function loadLeaderboard(sqlReader: SqlReader, args: LeaderboardArgs): Promise<LeaderboardConnection> {
  const { lane = null, strategy, benchmarks = null } = args;
  const removedRatio = checkRatio(args.removedRatio ?? DEFAULT_REMOVED_RATIO);
  if (benchmarks !== null) checkBatchSize('benchmarks', benchmarks.length);
  const { entries, ...board } = await readBoard(sqlReader, { strategy, removedRatio, lane, benchmarks });
  const shown = LEADERBOARD.filterRows(entries, args.filter);
  const page = LEADERBOARD.pageRows(shown, args);
  const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: toRow(node) }));
  const facts = { strategy, removedRatio, totalCount: shown.length };
  return { ...board, ...facts, edges, nodes: edges.map(({ node }) => node), pageInfo: page.pageInfo };
}

/** The row behind the key of a global id, or null. */
export async function findLeaderboardRow(sqlReader: SqlReader, key: string): Promise<LeaderboardRow | null> {
  const parsed = findLeaderboardKey(key);
  if (parsed === null) return null;
  const { entries } = await readBoard(sqlReader, parsed.settings);
  const entry = entries.find(({ record }) => record.modelKey === parsed.modelKey);
  return entry === undefined ? null : toRow(entry);
}

/** A whole board before it is filtered, sorted and paged. */
async function readBoard(sqlReader: SqlReader, wanted: WantedBoard) {
  const lanes = (await sqlReader.readRows<{ readonly protocol: string }>(boardProtocols())).map(({ protocol }) => protocol);
  const lane = wanted.lane ?? lanes[0] ?? null;
  const candidates = lane === null ? [] : await sqlReader.readRows<BoardCandidate>(boardCandidates(lane, wanted.strategy));
  const benchmarks = wanted.benchmarks ?? listSharedBenchmarks(candidates);
  const ranked = rankCandidates(candidates, { ...wanted, benchmarks });
  // Without a protocol there are no entries.
  const entries = lane === null ? [] : ranked.map((entry): LeaderboardEntry => ({ ...entry, settings: { ...wanted, lane, benchmarks } }));
  return { entries, lanes, lane, benchmarks };
}

function toRow({ record, settings, ...numbers }: LeaderboardEntry): LeaderboardRow {
  const { modelKey, pruningKey, cells } = record;
  const key = encodeLeaderboardKey(modelKey, settings);
  const judged = cells.map((cell) => ({ ...cell, judges: judges(cell) }));
  return { id: encodeGlobalId('LeaderboardRow', key), key, modelKey, pruningKey, ...numbers, cells: judged };
}

function checkRatio(value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw new AppError('BAD_USER_INPUT', `removedRatio is ${value}; it must be 0 to 1.`);
}
