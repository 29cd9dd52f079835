import { type ExportedResult, printEvalResults, printHarnessResults, printModelIndex } from '@lamina/benchmarks';
import { AppError, assertNever } from '@lamina/errors';
import type { NodeReader, ParentLink } from '../../data/node-reader.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { MAX_PAGE_SIZE } from '../../paging/page.args.ts';
import { BENCHMARKS } from '../benchmark/benchmark.list.ts';
import { EVALUATIONS } from '../evaluation/evaluation.list.ts';
import type { Evaluation } from '../evaluation/evaluation.type.ts';
import { ExportFormat, type ResultExportArgs } from './result-export.args.ts';

/** What to export: the evaluations of one model, dense or pruned. */
export interface ExportSubject {
  readonly name: string;
  readonly parent: ParentLink;
  readonly isDense: boolean;
}

const MAX_PAGES = 20;

/** The evaluations of one lane as a file for another tool. @throws AppError NOT_FOUND if there are none. */
export async function exportResults(reader: NodeReader, subject: ExportSubject, { format, lane }: ResultExportArgs): Promise<string> {
  // The file has fields that the operation does not select.
  const all = await listEvaluations(reader.withAllColumns(), subject);
  const [newest] = all.toSorted(
    (a, b) => Number(a.importKey !== null) - Number(b.importKey !== null) || b.createdAt.getTime() - a.createdAt.getTime(),
  );
  const chosen = lane ?? newest?.lane;
  const evaluations = all.filter((evaluation) => evaluation.lane === chosen);
  if (evaluations.length === 0)
    throw new AppError('NOT_FOUND', `There are no evaluations of ${subject.name} to export${lane ? ' by this protocol' : ''}.`);
  const results = await Promise.all(
    evaluations.map(async (evaluation) => ({ evaluation, benchmark: await reader.getByKey(BENCHMARKS, evaluation.benchmarkKey) })),
  );
  return print(format, subject.name, results);
}

async function listEvaluations(reader: NodeReader, { parent, isDense }: ExportSubject): Promise<readonly Evaluation[]> {
  const rows: Evaluation[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const args = { first: MAX_PAGE_SIZE, after, filter: { dense: isDense } };
    const connection: Connection<Evaluation> = await reader.listChildren(EVALUATIONS, parent, args);
    rows.push(...connection.nodes);
    if (!connection.pageInfo.hasNextPage) break;
    after = connection.pageInfo.endCursor;
  }
  return rows;
}

function print(format: ExportFormat, name: string, results: readonly ExportedResult[]): string {
  switch (format) {
    case ExportFormat.LM_EVAL_RESULTS:
      return printHarnessResults(name, results);
    case ExportFormat.HF_MODEL_INDEX:
      return printModelIndex(name, results);
    case ExportFormat.HF_EVAL_RESULTS:
      return printEvalResults(results);
    default:
      return assertNever(format);
  }
}
