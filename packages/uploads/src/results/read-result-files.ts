import { createHash } from 'node:crypto';
import {
  HARNESS_RESULTS_MEMBERS,
  type ImportedResults,
  type ImportedSample,
  MAX_SAMPLES,
  parseHarnessSample,
  toHarnessResults,
} from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { readCsvRows } from '../formats/read-csv-rows.ts';
import { readJsonValues } from '../formats/read-json-values.ts';
import { readLines } from '../formats/read-lines.ts';
import { checkRowCount, parseScoreRow, type ScoreRow, type TableFormat } from './parse-score-rows.ts';

type Chunks = AsyncIterable<Uint8Array>;

/** The parsed content of an uploaded file, and its SHA-256 (hex). */
export interface ReadFile<Value> {
  readonly contentSha256: string;
  readonly value: Value;
}

/** Reads a file in chunks and computes its digest at the same time. */
export async function readDigested<Value>(chunks: Chunks, read: (chunks: Chunks) => Promise<Value>): Promise<ReadFile<Value>> {
  const hash = createHash('sha256');
  async function* digested(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  }
  const value = await read(digested());
  return { contentSha256: hash.digest('hex'), value };
}

/** A results.json of lm-evaluation-harness; only the needed members are kept in memory. @throws AppError BAD_USER_INPUT. */
export async function readResultsFile(chunks: Chunks): Promise<ImportedResults> {
  const members: Record<string, unknown> = {};
  const paths = HARNESS_RESULTS_MEMBERS.map((name) => `$.${name}`);
  for await (const { key, value } of readJsonValues(chunks, paths)) members[String(key)] = value;
  return toHarnessResults(members);
}

/** A samples_*.jsonl of lm-evaluation-harness, line by line. @throws AppError BAD_USER_INPUT naming the line. */
export async function readSamplesFile(chunks: Chunks): Promise<readonly ImportedSample[]> {
  const samples: ImportedSample[] = [];
  let number = 0;
  for await (const line of readLines(chunks)) {
    number += 1;
    if (line.trim() === '') continue;
    samples.push(parseHarnessSample(line, number));
    if (samples.length > MAX_SAMPLES) throw new AppError('BAD_USER_INPUT', `The file holds more than ${MAX_SAMPLES} samples.`);
  }
  return samples;
}

/** A table of layer scores, row by row. @throws AppError BAD_USER_INPUT naming the row. */
export async function readScoresFile(chunks: Chunks, format: TableFormat): Promise<readonly ScoreRow[]> {
  const rows: ScoreRow[] = [];
  for await (const row of format === 'CSV' ? readCsvRows(chunks) : readJsonRows(chunks)) {
    rows.push(parseScoreRow(row, rows.length + 1));
    checkRowCount(rows.length);
  }
  checkRowCount(rows.length);
  return rows;
}

async function* readJsonRows(chunks: Chunks): AsyncGenerator<unknown> {
  for await (const { key, value } of readJsonValues(chunks, ['$.*'])) {
    if (typeof key !== 'number')
      throw new AppError('BAD_USER_INPUT', 'The scores cannot be imported: the content is not a JSON array of rows.');
    yield value;
  }
}
