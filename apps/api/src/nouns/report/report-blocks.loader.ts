import { blocksOfReports, type ReportBlock as StoredBlock } from '@lamina/database';
import { AppError } from '@lamina/errors';
import type DataLoader from 'dataloader';
import { createRowLoader } from '../../data/request-loaders.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import type { ReportBlock } from './report.type.ts';

/** Reports whose blocks one request may read: they can be megabytes each. */
const MAX_REPORTS = 5;

type Stored = { readonly key: string; readonly blocks: readonly StoredBlock[] };

/** Blocks by the report's key. @throws AppError COST_LIMIT_EXCEEDED if one request asks for those of too many reports. */
export function createReportBlocksLoader(sqlReader: SqlReader): DataLoader<string, readonly ReportBlock[]> {
  let requested = 0;
  const writeStatement = (keys: readonly string[]) => {
    requested += keys.length;
    if (requested <= MAX_REPORTS) return blocksOfReports(keys);
    throw new AppError(
      'COST_LIMIT_EXCEEDED',
      `The request asks for the blocks of ${requested} reports; the limit is ${MAX_REPORTS}. Ask for them one by one: report(slug).`,
      { details: { requested, limit: MAX_REPORTS } },
    );
  };
  return createRowLoader<Stored, readonly ReportBlock[]>(sqlReader, writeStatement, (row, key) =>
    row === undefined ? new Error(`The report ${key} is gone`) : row.blocks.map(toBlock),
  );
}

function toBlock({ markdown, chart }: StoredBlock): ReportBlock {
  return { markdown, chart: chart && { ...chart, takenAt: new Date(chart.takenAt) } };
}
