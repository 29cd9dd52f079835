import { type ComputedBoard, computeBoard, listCells } from '@lamina/benchmarks';
import { type BoardCandidate, type BoardRow, boardStatement, readBoard } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { LRUCache } from 'lru-cache';
import { encodeGlobalId } from '../../data/global-id.ts';
import { LargeResults } from '../../data/large-results.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { checkBatchSize } from '../../paging/check-batch-size.ts';
import { Strategy } from '../vocabulary/removal.ts';
import { DEFAULT_REMOVED_RATIO, type LeaderboardArgs } from './leaderboard.args.ts';
import { LEADERBOARD, type LeaderboardEntry } from './leaderboard.list.ts';
import { encodeLeaderboardKey, findLeaderboardKey, type LeaderboardSettings } from './leaderboard-key.ts';
import type { LeaderboardConnection, LeaderboardRow } from './leaderboard-row.type.ts';

/** As many prunings are cached: reading them and computing a board from them takes a good part of a second each. */
const MANY_CANDIDATES = 2000;
/** Readings, and boards of each. */
const MAX_CACHED = 8;

/** A whole board before it is sorted and paged. */
type Board = Pick<LeaderboardConnection, 'lanes' | 'lane'> &
  Omit<ComputedBoard<BoardCandidate>, 'entries'> & { readonly entries: readonly LeaderboardEntry[] };

/** The prunings from which boards choose, and the boards that were computed from them. */
interface Reading {
  readonly lanes: readonly string[];
  readonly candidates: readonly BoardCandidate[];
  readonly boards: LRUCache<string, Board>;
}

/** The requested settings of a board: null = the protocol with the most evaluations, and the benchmarks that most models share. */
type WantedBoard = Omit<LeaderboardSettings, 'lane' | 'benchmarks'> & {
  readonly lane: string | null;
  readonly benchmarks: readonly string[] | null;
};

/** The leaderboard: one statement for any size, then computed, sorted and paged in memory. */
export class LeaderboardService {
  readonly #sqlReader: SqlReader;
  readonly #readings: LargeResults<Reading>;

  constructor(sqlReader: SqlReader) {
    this.#sqlReader = sqlReader;
    this.#readings = new LargeResults({ isLarge: ({ candidates }) => candidates.length >= MANY_CANDIDATES, maximum: MAX_CACHED });
  }

  /** Computes the default board. A large one is then answered at once, for five minutes. */
  async prepare(): Promise<void> {
    await this.#compute({ strategy: Strategy.BLOCK_INFLUENCE });
  }

  /** One page. @throws AppError BAD_USER_INPUT for a ratio outside 0 to 1 or a page that cannot be served. */
  async getPage(args: LeaderboardArgs): Promise<LeaderboardConnection> {
    const { entries, ...board } = await this.#compute(args);
    const page = LEADERBOARD.pageRows(entries, args);
    const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: toRow(node) }));
    const nodes = edges.map(({ node }) => node);
    return { ...board, edges, nodes, pageInfo: page.pageInfo, totalCount: entries.length };
  }

  /** The row behind the key of a global id, or null. */
  async findRow(key: string): Promise<LeaderboardRow | null> {
    const parsed = findLeaderboardKey(key);
    if (parsed === null) return null;
    const { entries } = await this.#getBoard(parsed.settings);
    const entry = entries.find(({ record }) => record.modelKey === parsed.modelKey);
    return entry === undefined ? null : toRow(entry);
  }

  async #compute({ lane = null, strategy, benchmarks = null, filter, ...args }: LeaderboardArgs) {
    const removedRatio = checkRatio('removedRatio', args.removedRatio ?? DEFAULT_REMOVED_RATIO);
    if (benchmarks !== null) checkBatchSize('benchmarks', benchmarks.length);
    const board = await this.#getBoard({ strategy, removedRatio, lane, benchmarks });
    return { ...board, strategy, removedRatio, entries: LEADERBOARD.filterRows(board.entries, filter) };
  }

  /** A board without a filter. Filtered pages and single rows are taken from the same board, and boards of other shares from the same reading. */
  async #getBoard(wanted: WantedBoard): Promise<Board> {
    const { lane, strategy, removedRatio, benchmarks } = wanted;
    const { boards, ...reading } = await this.#readings.get(JSON.stringify([lane, strategy]), () => this.#read(wanted));
    const key = JSON.stringify([removedRatio, benchmarks]);
    const board = boards.get(key) ?? toBoard(reading, wanted);
    boards.set(key, board);
    return board;
  }

  async #read(wanted: WantedBoard): Promise<Reading> {
    const rows = await this.#sqlReader.readRows<BoardRow>(boardStatement({ strategy: wanted.strategy, protocol: wanted.lane }));
    const { protocols: lanes, candidates } = readBoard(rows);
    return { lanes, candidates, boards: new LRUCache({ max: MAX_CACHED }) };
  }
}

/** Where resolvers find it. */
export type LeaderboardContext = { readonly leaderboard: LeaderboardService };

function toBoard({ lanes, candidates }: Omit<Reading, 'boards'>, wanted: WantedBoard): Board {
  const lane = wanted.lane ?? lanes[0] ?? null;
  const { entries, ...facts } = computeBoard(candidates, wanted);
  // Without a protocol there are no evaluations, and no entries.
  const settings = lane && { ...wanted, lane, benchmarks: facts.benchmarks };
  return { entries: settings ? entries.map((entry) => ({ ...entry, settings })) : [], lanes, lane, ...facts };
}

function toRow({ record, settings, ...numbers }: LeaderboardEntry): LeaderboardRow {
  const { modelKey, pruningKey, recordingKey } = record;
  const key = encodeLeaderboardKey(modelKey, settings);
  const id = encodeGlobalId('LeaderboardRow', key);
  return { id, key, modelKey, pruningKey, recordingKey, ...numbers, cells: listCells(record, settings.benchmarks) };
}

function checkRatio(name: string, value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw new AppError('BAD_USER_INPUT', `${name} is ${value}; it must be 0 to 1.`);
}
