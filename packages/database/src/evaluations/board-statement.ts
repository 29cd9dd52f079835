import type { Candidate, CandidateCell } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { HEADLINE_OF_KIND } from '@lamina/metrics';
import { REPAIR_KIND } from '../prunings/pruning-columns.ts';
import { joinSql, type Sql, sql } from '../rows/sql.ts';

/** An evaluated pruning of a current revision, with the facts of its model. */
export interface BoardCandidate extends Candidate {
  readonly slug: string;
  readonly name: string;
  readonly family: string;
  readonly blockCount: number;
  readonly parameterCount: number;
  /** The recording that brought the pruning. */
  readonly recordingKey: string | null;
}

/** A row of a board's statement: one candidate. If there is none, there is one row with only the facts. */
export type BoardRow = { readonly facts: BoardFacts | null } & (CandidateColumns | { readonly pruningKey: null });

/** What is the same for all rows; sent with the first one only. */
interface BoardFacts {
  readonly protocols: readonly string[];
  readonly benchmarks: readonly BoardBenchmark[];
}

/** What is the same in all cells of a benchmark. */
type BoardBenchmark = Pick<CandidateCell, 'benchmark' | 'kind' | 'metric'>;
/** A candidate whose cells are returned as bytes: to write 200,000 cells as decimals takes PostgreSQL longer than to find them. */
type CandidateColumns = Omit<BoardCandidate, 'cells'> & { readonly cells: Buffer };

/** A number of each cell, in the order of its bytes; NaN means null. `place` is that of its benchmark in the list of the first row. */
const CELL_NUMBERS = {
  place: sql`b."place"::float8`,
  value: sql`e."value"`,
  standardError: sql`e."standardError"`,
  denseValue: sql`d."value"`,
  retention: sql`e."retention"`,
  retentionStandardError: sql`e."retentionStandardError"`,
};
type CellNumber = keyof typeof CELL_NUMBERS;
const FLOAT_BYTES = 8;
const CELL_BYTES = Object.keys(CELL_NUMBERS).length * FLOAT_BYTES;
const OFFSETS = Object.fromEntries(Object.keys(CELL_NUMBERS).map((name, place) => [name, place * FLOAT_BYTES])) as Record<
  CellNumber,
  number
>;

/** The protocols and the candidates of a board. @throws Error for no rows, which its statement never returns */
export function readBoard(rows: readonly BoardRow[]): Pick<BoardFacts, 'protocols'> & { readonly candidates: readonly BoardCandidate[] } {
  const { facts } = getAt(rows, 0);
  if (facts === null) throw new Error('The first row of a board has no facts');
  const { protocols, benchmarks } = facts;
  const candidates = rows.flatMap(({ facts: _sent, ...row }) =>
    row.pruningKey === null ? [] : [{ ...row, cells: toCells(row.cells, benchmarks) }],
  );
  return { protocols, candidates };
}

function toCells(bytes: Buffer, benchmarks: readonly BoardBenchmark[]): readonly CandidateCell[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / CELL_BYTES }, (_, index) => toCell(view, index * CELL_BYTES, benchmarks));
}

/** The cell whose bytes start there. It makes no functions of its own: it runs hundreds of thousands of times for one board. */
function toCell(bytes: DataView, start: number, benchmarks: readonly BoardBenchmark[]): CandidateCell {
  const { benchmark, kind, metric } = getAt(benchmarks, bytes.getFloat64(start + OFFSETS.place));
  return {
    benchmark,
    kind,
    metric,
    value: bytes.getFloat64(start + OFFSETS.value),
    standardError: findNumber(bytes, start + OFFSETS.standardError),
    denseValue: findNumber(bytes, start + OFFSETS.denseValue),
    retention: findNumber(bytes, start + OFFSETS.retention),
    retentionStandardError: findNumber(bytes, start + OFFSETS.retentionStandardError),
  };
}

function findNumber(bytes: DataView, at: number): number | null {
  const number = bytes.getFloat64(at);
  return Number.isNaN(number) ? null : number;
}

/** Which removals of whole layers, without a repair, a board shows. Null = all. */
export interface BoardQuery {
  readonly protocol: string | null;
  readonly strategy: string | null;
}

/**
 * The protocols in which prunings of a board are evaluated (those with recorded models first, then by size), and every evaluated pruning of every current
 * revision in one of them (null = the first), with its evaluations.
 */
export function boardStatement({ protocol, strategy }: BoardQuery): Sql {
  return sql`
    WITH candidate AS (${candidates(strategy)}), sized AS (${SIZED_PROTOCOLS}), board AS (
      SELECT coalesce(array_agg("protocol" ORDER BY "place"), '{}') AS "protocols",
        coalesce(${protocol}::text, min("protocol") FILTER (WHERE "place" = 1)) AS "protocol" FROM sized
    ), benchmark AS (${BENCHMARKS}), measured AS (${measured(sql`(SELECT "protocol" FROM board)`)})
    SELECT CASE WHEN row_number() OVER sorted = 1 THEN json_build_object('protocols', board."protocols", 'benchmarks', (
        SELECT coalesce(json_agg(json_build_object('benchmark', "name", 'kind', "kind", 'metric', "metric") ORDER BY "place"), '[]') FROM benchmark
      )) END AS "facts", candidate.*, measured."cells" FROM board
    LEFT JOIN (candidate JOIN measured ON measured."pruningId" = candidate."pruningKey") ON true
    WINDOW sorted AS (ORDER BY candidate."modelKey", candidate."removedRatio", candidate."pruningKey")
    ORDER BY candidate."modelKey", candidate."removedRatio", candidate."pruningKey"`;
}

/** Each protocol with evaluations of candidates, and its place. */
const SIZED_PROTOCOLS = sql`
  SELECT e."protocol", row_number() OVER (ORDER BY bool_and(e."importId" IS NOT NULL), bool_and(e."recordingId" IS NULL), count(*) DESC, e."protocol") AS "place"
  FROM "Evaluation" e JOIN candidate ON candidate."pruningKey" = e."pruningId" GROUP BY e."protocol"`;

/**
 * Excludes quantized forms; quantizationTable compares them with their original. The text of the scores is joined: the subquery TEXT_OF_SCORES would run
 * for each of many thousands of prunings.
 */
function candidates(strategy: string | null): Sql {
  return sql`
    SELECT p."id" AS "pruningKey", m."id" AS "modelKey", p."recordingId" AS "recordingKey", p."seed", p."removedCount", m."slug", m."name", f."slug" AS "family", r."blockCount",
      r."parameterCount"::float8 AS "parameterCount", p."strategy", p."removedBlockRatio" AS "removedRatio", p."removedParameterRatio", p."createdAt", cs."slug" AS "chosenOn"
    FROM "Model" m JOIN "ModelRevision" r ON r."id" = m."currentRevisionId" JOIN "ModelFamily" f ON f."id" = m."familyId"
    JOIN "Pruning" p ON p."revisionId" = r."id" LEFT JOIN "ScoreRun" sr ON sr."id" = p."scoreRunId"
    LEFT JOIN "CalibrationConfig" cc ON cc."id" = sr."calibrationConfigId" LEFT JOIN "CalibrationSet" cs ON cs."id" = cc."calibrationSetId"
    WHERE m."derivedFromId" IS NULL AND p."units" = ARRAY['block'] AND ${REPAIR_KIND} IS NULL
      AND (${strategy}::text IS NULL OR p."strategy" = ${strategy}::text)`;
}

/** The benchmarks with a headline, and their places by name; `nameOrder` is the same for those of one name. */
const BENCHMARKS = sql`
  SELECT b."id", b."name", b."kind", headline."metric",
    row_number() OVER (ORDER BY b."name", b."id") - 1 AS "place", dense_rank() OVER (ORDER BY b."name") AS "nameOrder"
  FROM "Benchmark" b JOIN (VALUES (${'multiple-choice'}::text, ${HEADLINE_OF_KIND['multiple-choice']}::text), (${'perplexity'}::text, ${HEADLINE_OF_KIND.perplexity}::text))
    AS headline("kind", "metric") ON headline."kind" = b."kind"`;

/** The evaluations of all candidates by one protocol, joined and sorted together instead of per pruning. Numbers sort faster than names. */
function measured(protocol: Sql): Sql {
  const numbers = Object.values(CELL_NUMBERS).map((number) => sql`coalesce(float8send(${number}), float8send('NaN'))`);
  return sql`
    SELECT e."pruningId", string_agg(${joinSql(numbers, ' || ')}, ''::bytea ORDER BY b."nameOrder", e."id") AS "cells"
    FROM "Evaluation" e JOIN benchmark b ON b."id" = e."benchmarkId" AND b."metric" = e."metric" LEFT JOIN "Evaluation" d ON d."id" = e."denseId"
    WHERE e."pruningId" IN (SELECT "pruningKey" FROM candidate) AND e."protocol" = ${protocol}
    GROUP BY e."pruningId"`;
}
