import { randomUUID } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';

/** An answer to one document: a line of a recording. */
interface RecordedAnswer {
  /** The evaluations that have this answer, and the value of each. */
  readonly evaluationIds: readonly string[];
  readonly values: readonly (number | null)[];
  readonly documentId: string;
  readonly position: number;
  readonly logLikelihoods: readonly number[] | null;
  readonly gold: number | null;
  readonly metrics: object;
}

/** The columns of the rows that encodeAnswers makes, in their order. */
export const ANSWER_COLUMNS = ['id', 'evaluationId', 'value', 'documentId', 'position', 'logLikelihoods', 'gold', 'metrics'] as const;

const CHUNK_CHARACTERS = 1 << 20;

/**
 * Makes rows of the table of answers from lines of a recording, in the CSV of PostgreSQL's COPY, in chunks: a row for each evaluation of an answer.
 *
 * @param isStored whether the evaluation with this id is stored; others have no row
 */
export function* encodeAnswers(lines: Iterable<string>, isStored: (evaluationId: string) => boolean): Generator<string> {
  let rows = '';
  for (const line of lines) {
    const { evaluationIds, values, documentId, position, logLikelihoods, gold, metrics } = JSON.parse(line) as RecordedAnswer;
    const numbers = logLikelihoods && `{${logLikelihoods.join(',')}}`;
    const shared = stringify([[documentId, position, numbers, gold, JSON.stringify(metrics)]]);
    for (const [place, evaluationId] of evaluationIds.entries()) {
      // An empty cell is no value: a metric that is no mean of documents has none.
      const value = values[place] ?? '';
      if (isStored(evaluationId)) rows += `${randomUUID()},${evaluationId},${value},${shared}`;
    }
    if (rows.length < CHUNK_CHARACTERS) continue;
    yield rows;
    rows = '';
  }
  yield rows;
}
