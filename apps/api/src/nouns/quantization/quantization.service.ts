import { sql } from '@lamina/database';
import { averageOf, findHeadline } from '@lamina/metrics';
import type { SqlReader } from '../../data/sql-reader.ts';
import type { Stores } from '../../data/stores.ts';
import { Strategy } from '../vocabulary/removal.ts';
import { type QuantizationCell, QuantizationOrder, type QuantizationRow, type QuantizationTable } from './quantization-table.type.ts';

type Cell = QuantizationCell & { readonly kind: string };

interface FormRecord extends Omit<QuantizationRow, 'order' | 'averageAccuracy' | 'perplexity' | 'cells'> {
  readonly isOriginal: boolean;
  readonly machineDigest: string | null;
  readonly cells: readonly Cell[];
}

/**
 * The model and every form derived from it. `strategy` selects whose choices are shown; in quantized forms, the original's choices are shown too.
 */
export async function readQuantizationTable(
  { sqlReader }: Stores,
  modelKey: string,
  { strategy, lane: asked }: { readonly strategy: Strategy; readonly lane: string | null },
): Promise<QuantizationTable> {
  const lane = asked ?? (await findLane(sqlReader, modelKey));
  if (lane === null) return { lane, isOneMachine: true, rows: [] };
  const read = await readForms(sqlReader, { modelKey, strategy, lane });
  const forms = read.map(({ cells, ...form }) => ({ ...form, cells: listHeadlines(cells) }));
  const machines = new Set(forms.map(({ machineDigest }) => machineDigest).filter((digest) => digest !== null));
  const shared = listShared(forms);
  return { lane, isOneMachine: machines.size <= 1, rows: forms.map((form) => toRow(form, shared)) };
}

async function findLane(sqlReader: SqlReader, modelKey: string): Promise<string | null> {
  const [largest] = await sqlReader.readRows<{ readonly lane: string }>(sql`
    SELECT e."lane" FROM "Evaluation" e JOIN "Model" m ON m."currentRevisionId" = e."revisionId"
    WHERE (m."id" = ${modelKey}::uuid OR m."derivedFromId" = ${modelKey}::uuid) AND e."importId" IS NULL
    GROUP BY e."lane" ORDER BY count(*) DESC, e."lane" LIMIT 1`);
  return largest?.lane ?? null;
}

function readForms(
  sqlReader: SqlReader,
  { modelKey, strategy, lane }: { readonly modelKey: string; readonly strategy: Strategy; readonly lane: string },
): Promise<readonly FormRecord[]> {
  return sqlReader.readRows<FormRecord>(sql`
    WITH form AS (
      SELECT m."slug" AS "model", m."derivedFromId" IS NULL AS "isOriginal", coalesce(m."quantization" ->> 'precision', r."precision") AS "precision",
        r."id" AS "revisionId", p."id" AS "pruningId", p."strategy", coalesce(p."removedCount", 0) AS "removedCount", coalesce(p."removed", '{}') AS "removed"
      FROM "Model" m JOIN "ModelRevision" r ON r."id" = m."currentRevisionId"
      CROSS JOIN LATERAL (
        SELECT NULL::uuid AS "id", NULL AS "strategy", 0 AS "removedCount", '{}'::int[] AS "removed"
        UNION ALL
        (SELECT DISTINCT ON (o."strategy", o."removedCount") o."id", o."strategy", o."removedCount", o."removed" FROM "Pruning" o
          WHERE o."revisionId" = r."id" AND (o."strategy" = ${strategy} OR (m."derivedFromId" IS NOT NULL AND o."strategy" = ${Strategy.EXPLICIT}))
          ORDER BY o."strategy", o."removedCount", o."id" DESC)) AS p
      WHERE m."id" = ${modelKey}::uuid OR m."derivedFromId" = ${modelKey}::uuid)
    SELECT form."model", form."isOriginal", form."precision", form."strategy", form."removedCount", form."removed", cells."list" AS "cells",
      x."weightsBytes"::float8 AS "weightsBytes", x."machine", CASE WHEN x."measuredAlone" THEN x."prefillTokensPerSecond" END AS "prefillTokensPerSecond",
      CASE WHEN x."measuredAlone" THEN x."decodeTokensPerSecond" END AS "decodeTokensPerSecond", CASE WHEN x."measuredAlone" THEN x."machineDigest" END AS "machineDigest"
    FROM form
    CROSS JOIN LATERAL (
      SELECT json_agg(json_build_object('benchmark', b."name", 'kind', b."kind", 'metric', e."metric", 'value', e."value",
        'standardError', e."standardError") ORDER BY b."name", e."id") AS "list"
      FROM "Evaluation" e JOIN "Benchmark" b ON b."id" = e."benchmarkId"
      WHERE e."revisionId" = form."revisionId" AND e."pruningId" IS NOT DISTINCT FROM form."pruningId" AND e."lane" = ${lane}
    ) AS cells
    LEFT JOIN LATERAL (
      SELECT o.* FROM "Efficiency" o LEFT JOIN "Pruning" op ON op."id" = o."pruningId"
      WHERE o."revisionId" = form."revisionId" AND o."batch" = 1 AND coalesce(op."removedCount", 0) = form."removedCount"
      ORDER BY o."measuredAlone" DESC, (coalesce(op."removed", '{}') = form."removed") DESC, o."id" DESC LIMIT 1
    ) AS x ON true
    WHERE cells."list" IS NOT NULL
    ORDER BY form."isOriginal" DESC, form."model", form."removedCount", form."strategy" NULLS FIRST`);
}

/** One result per benchmark. */
function listHeadlines(cells: readonly Cell[]): readonly Cell[] {
  return [...Map.groupBy(cells, ({ benchmark }) => benchmark).values()]
    .map((own) => findHeadline(own))
    .filter((headline) => headline !== undefined);
}

/** Benchmarks that all forms with benchmarks of that kind have in common; means are comparable only over these. */
function listShared(forms: readonly FormRecord[]): ReadonlySet<string> {
  const isShared = ({ kind, benchmark }: Cell): boolean =>
    forms.every(({ cells }) => {
      const alike = cells.filter((cell) => cell.kind === kind);
      return alike.length === 0 || alike.some((cell) => cell.benchmark === benchmark);
    });
  const cells = forms.flatMap((form) => form.cells);
  return new Set(cells.filter(isShared).map(({ benchmark }) => benchmark));
}

function toRow({ isOriginal, cells, machineDigest: _machineDigest, ...form }: FormRecord, shared: ReadonlySet<string>): QuantizationRow {
  const valuesOf = (wanted: string): readonly number[] =>
    cells.filter(({ kind, benchmark }) => kind === wanted && shared.has(benchmark)).map(({ value }) => value);
  const accuracies = valuesOf('multiple-choice');
  const perplexities = valuesOf('perplexity').map(Math.log);
  const perplexity = averageOf(perplexities);
  return {
    ...form,
    order: orderOf(form, isOriginal),
    averageAccuracy: averageOf(accuracies),
    perplexity: perplexity === null ? null : Math.exp(perplexity),
    cells: cells.map(({ kind: _kind, ...cell }) => cell),
  };
}

function orderOf({ strategy }: Pick<FormRecord, 'strategy'>, isOriginal: boolean): QuantizationOrder {
  if (strategy === null) return QuantizationOrder.DENSE;
  return isOriginal || strategy === Strategy.EXPLICIT ? QuantizationOrder.REMOVE_THEN_QUANTIZE : QuantizationOrder.QUANTIZE_THEN_REMOVE;
}
