import { AppError } from '@lamina/errors';
import { SlowResults } from '../../database/slow-results.ts';
import type { SqlReader } from '../../database/sql-reader.ts';
import { checkBatchSize } from '../../paging/check-batch-size.ts';
import { OrderDirection } from '../../paging/order-direction.ts';
import { type ComputedColumn, pageInMemory } from '../../paging/page-in-memory.ts';
import { computeEntries } from './compute-entries.ts';
import { DEFAULT_MINIMUM_RETENTION, DEFAULT_REMOVED_RATIO, type LeaderboardArgs } from './leaderboard.args.ts';
import type { LeaderboardConnection } from './leaderboard-connection.type.ts';
import { findLeaderboardKey, type LeaderboardSettings } from './leaderboard-key.ts';
import { LEADERBOARD_ORDER, type LeaderboardEntry } from './leaderboard-order.ts';
import type { LeaderboardRow } from './leaderboard-row.type.ts';
import { type BoardRecord, boardStatement, toCandidates } from './leaderboard-statements.ts';
import { listSharedBenchmarks } from './list-shared-benchmarks.ts';
import { matchesFilter } from './matches-filter.ts';

/** What decides the rows of a board, whatever page of it is asked for. */
export type BoardArgs = Pick<LeaderboardArgs, 'lane' | 'strategy' | 'removedRatio' | 'minimumRetention' | 'benchmarks' | 'filter'>;

/** Which pruning stands for each model on a board. */
export interface BoardPrunings {
  /** Of the evaluations; null when there are none. */
  readonly lane: string | null;
  readonly removedRatio: number;
  readonly pruningKeys: ReadonlyMap<string, string>;
}

/** A whole board before it is sorted and paged. */
interface Board extends Pick<LeaderboardConnection, 'lanes' | 'lane' | 'strategy' | 'removedRatio' | 'benchmarks'> {
  readonly entries: readonly LeaderboardEntry[];
}

/** The leaderboard: one statement whatever its size, then computed, sorted and paged here. */
export class LeaderboardService {
  readonly #sqlReader: SqlReader;
  readonly #boards = new SlowResults<Board>();

  constructor(sqlReader: SqlReader) {
    this.#sqlReader = sqlReader;
  }

  /** One page. @throws AppError BAD_USER_INPUT for a ratio outside 0 to 1 or a page that cannot be served. */
  async getPage(args: LeaderboardArgs): Promise<LeaderboardConnection> {
    const { entries, lanes, lane, strategy, removedRatio, benchmarks } = await this.#compute(args);
    const page = pageInMemory({
      rows: entries,
      columns: toColumns(args),
      readKey: ({ row }) => row.modelKey,
      first: args.first ?? null,
      after: args.after ?? null,
    });
    const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: node.row }));
    const nodes = edges.map(({ node }) => node);
    return { edges, nodes, pageInfo: page.pageInfo, totalCount: entries.length, lane, lanes, strategy, removedRatio, benchmarks };
  }

  /** The prunings that the rows of such a board show, by the model's short name. @throws AppError as getPage. */
  async findPrunings(args: BoardArgs): Promise<BoardPrunings> {
    const { entries, lane, removedRatio } = await this.#compute(args);
    return { lane, removedRatio, pruningKeys: new Map(entries.map(({ record }) => [record.slug, record.pruningKey])) };
  }

  /** The row behind the key of a global id, or null. */
  async findRow(key: string): Promise<LeaderboardRow | null> {
    const parsed = findLeaderboardKey(key);
    if (parsed === null) return null;
    const { records } = await this.#readBoard(parsed.settings.lane, parsed.settings.strategy);
    return computeEntries(records, parsed.settings).find(({ row }) => row.modelKey === parsed.modelKey)?.row ?? null;
  }

  #compute(args: BoardArgs): Promise<Board> {
    const { lane, strategy, removedRatio, minimumRetention, benchmarks, filter } = args;
    const key = JSON.stringify([lane, strategy, removedRatio, minimumRetention, benchmarks, filter]);
    return this.#boards.get(key, () => this.#computeAnew(args));
  }

  async #computeAnew(args: BoardArgs): Promise<Board> {
    const { strategy } = args;
    const removedRatio = checkRatio('removedRatio', args.removedRatio ?? DEFAULT_REMOVED_RATIO);
    const minimumRetention = args.minimumRetention ?? DEFAULT_MINIMUM_RETENTION;
    if (args.benchmarks) checkBatchSize('benchmarks', args.benchmarks.length);
    const { lanes, records } = await this.#readBoard(args.lane ?? null, strategy);
    const lane = args.lane ?? lanes[0] ?? null;
    const benchmarks = args.benchmarks ?? listSharedBenchmarks(records);
    const settings: LeaderboardSettings = { lane: lane ?? '', strategy, removedRatio, minimumRetention, benchmarks };
    const entries = computeEntries(records, settings).filter((entry) => matchesFilter(entry, args.filter ?? {}));
    return { entries, lanes, lane, strategy, removedRatio, benchmarks };
  }

  async #readBoard(lane: string | null, strategy: string | null) {
    const rows = await this.#sqlReader.readRows<BoardRecord>(boardStatement(lane, strategy));
    return { lanes: rows[0]?.lanes ?? [], records: toCandidates(rows) };
  }
}

function toColumns({ orderBy }: LeaderboardArgs): readonly ComputedColumn<LeaderboardEntry>[] {
  const inputs = orderBy && orderBy.length > 0 ? orderBy : [{ field: 'AVERAGE_RETENTION', direction: 'DESC' } as const];
  return inputs.map(({ field, direction }) => ({ ...LEADERBOARD_ORDER[field], field, direction: direction ?? OrderDirection.ASC }));
}

function checkRatio(name: string, value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw new AppError('BAD_USER_INPUT', `${name} is ${value}; it must be 0 to 1.`);
}
