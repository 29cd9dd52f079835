import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeCsv, writeParquetFile } from '../../rows/encode-table.ts';
import { describeColumn, type TableRow } from '../../rows/table-column.ts';
import type { CitationFacts } from '../citation/citation-facts.ts';
import { printBibtex } from '../citation/print-bibtex.ts';
import { printCff } from '../citation/print-cff.ts';
import type { DescribedTable } from '../describe/described-table.ts';
import { printCroissant } from '../describe/print-croissant.ts';
import { printDataSheet } from '../describe/print-data-sheet.ts';
import { printDatasetCard } from '../describe/print-dataset-card.ts';
import { readOrigins } from '../describe/release-origins.ts';
import { stateRelease } from '../describe/statements.ts';
import type { ReleaseFacts, ReleaseSnapshot, WrittenRelease } from '../publish-release.ts';
import type { StoredReleaseFile } from '../stored-release-file.ts';
import { EVALUATION_TABLE } from './evaluation-tables.ts';
import { LAYERS_TABLE } from './layers-table.ts';
import type { ReleaseTable } from './release-column.ts';
import { listReleaseTables } from './release-tables.ts';
import { writeEvalRecords } from './write-eval-records.ts';

/** The file that lists the SHA-256 of every other file. */
export const SUMS_FILE = 'SHA256SUMS';
/** The file that describes the release and every column of its tables. */
export const DICTIONARY_FILE = 'data-dictionary.json';

/** Evaluations as records of Every Eval Ever. */
const RECORDS_FILE = 'every_eval_ever.jsonl.gz';

/** A file that is no table. */
const OF_RELEASE = { table: null, rowCount: null } as const;

/** Options for writing a release. */
export interface WriteReleaseOptions {
  readonly facts: ReleaseFacts;
  readonly includeSamples: boolean;
  /** The folder of all releases. */
  readonly root: string;
}

/**
 * Writes every file of a release into `<root>/<version>`: tables as Parquet, and what describes them. The folder is what the Hugging Face hub takes as a
 * dataset. It becomes visible when all files are complete.
 */
export async function writeRelease(
  snapshot: ReleaseSnapshot,
  { facts, includeSamples, root }: WriteReleaseOptions,
): Promise<WrittenRelease> {
  const folder = join(root, facts.version);
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    const { tables, files: written } = await writeTables(snapshot, partial, includeSamples);
    await writeEvalRecords(join(partial, RECORDS_FILE), EVALUATION_TABLE, { facts, snapshot });
    const records: StoredReleaseFile = {
      name: RECORDS_FILE,
      ...OF_RELEASE,
      format: 'json',
      ...(await digestFile(join(partial, RECORDS_FILE))),
    };
    const files = [...written, records, ...(await writeDescriptions(snapshot, partial, { facts, tables, files: written }))];
    const sums = files.map(({ sha256, name }) => `${sha256}  ${name}\n`).join('');
    await writeFile(join(partial, SUMS_FILE), sums);
    const sha256 = createHash('sha256').update(sums).digest('hex');
    files.push({ name: SUMS_FILE, ...OF_RELEASE, format: 'text', bytes: Buffer.byteLength(sums), sha256 });
    // Left over from a publisher that crashed before its release was stored.
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    return { files, sha256 };
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

/** The tables of a release, and their files. */
interface WrittenTables {
  readonly tables: readonly DescribedTable[];
  readonly files: readonly StoredReleaseFile[];
}

async function writeTables(snapshot: ReleaseSnapshot, folder: string, includeSamples: boolean): Promise<WrittenTables> {
  const tables: DescribedTable[] = [];
  const files: StoredReleaseFile[] = [];
  for (const table of listReleaseTables({ includeSamples })) {
    const { name, description } = table;
    const parquet = `${name}.parquet`;
    const rowCount = await writeParquetFile(join(folder, parquet), table.columns, table.read(snapshot));
    const csv = table === LAYERS_TABLE ? `${name}.csv` : null;
    if (csv !== null) await writeCsv(join(folder, csv), table, snapshot);
    tables.push({ name, description, rowCount, columns: table.columns.map(describeColumn), files: { parquet, csv } });
    for (const [file, format] of [
      [parquet, 'parquet'],
      [csv, 'csv'],
    ] as const)
      if (file !== null) files.push({ name: file, format, table: name, rowCount, ...(await digestFile(join(folder, file))) });
  }
  return { tables, files };
}

/** The long table is small, and people open it in a spreadsheet. */
async function writeCsv(path: string, { columns, read }: ReleaseTable, snapshot: ReleaseSnapshot): Promise<void> {
  const rows: TableRow[] = [];
  for await (const batch of read(snapshot)) rows.push(...batch);
  await writeFile(path, encodeCsv(columns, rows), { flag: 'wx' });
}

async function writeDescriptions(
  snapshot: ReleaseSnapshot,
  folder: string,
  { facts, tables, files }: WrittenTables & Pick<WriteReleaseOptions, 'facts'>,
): Promise<readonly StoredReleaseFile[]> {
  const { publishedBy: _token, idempotencyKey: _key, ...about } = facts;
  const citation: CitationFacts = { ...facts, cut: snapshot.cut, sha256: null };
  const origins = await readOrigins(snapshot);
  const statements = stateRelease(origins);
  const texts: readonly (readonly [name: string, format: StoredReleaseFile['format'], text: string])[] = [
    [DICTIONARY_FILE, 'json', `${JSON.stringify({ ...about, cut: snapshot.cut, tables }, null, 2)}\n`],
    ['croissant.json', 'json', printCroissant({ facts: citation, tables, files, origins, statements })],
    ['README.md', 'text', printDatasetCard(citation, tables)],
    ['DATASHEET.md', 'text', printDataSheet(citation, origins, statements)],
    ['CITATION.cff', 'text', printCff(citation)],
    ['citation.bib', 'text', printBibtex(citation)],
  ];
  const written: StoredReleaseFile[] = [];
  for (const [name, format, text] of texts) {
    await writeFile(join(folder, name), text, { flag: 'wx' });
    written.push({ name, ...OF_RELEASE, format, ...(await digestFile(join(folder, name))) });
  }
  return written;
}

async function digestFile(path: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return { bytes: (await stat(path)).size, sha256: hash.digest('hex') };
}
