import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CitationFacts } from '../citation/citation-facts.ts';
import { printBibtex } from '../citation/print-bibtex.ts';
import { printCff } from '../citation/print-cff.ts';
import type { ReleaseFacts, ReleaseSnapshot, WrittenRelease } from '../publish-release.ts';
import type { StoredReleaseFile } from '../stored-release-file.ts';
import type { ReleaseColumnType, ReleaseTable } from './release-column.ts';
import { listReleaseTables } from './release-tables.ts';
import { TABLE_FORMATS, type TableFormat, writeTable } from './write-table.ts';

/** The names of formats. */
const NAMES: Readonly<Record<TableFormat, string>> = { parquet: 'Parquet', csv: 'CSV', json: 'JSON' };

/** Writes `Parquet, CSV and JSON`. */
const LIST = new Intl.ListFormat('en-GB');

/** The readme of a release's folder. */
function printReadme(
  facts: CitationFacts,
  { tables, formats }: { readonly tables: readonly DictionaryTable[]; readonly formats: readonly TableFormat[] },
): string {
  const { title, version, description, cut } = facts;
  return `# ${title}, release ${version}

${description === null ? '' : `${description}\n\n`}This release holds the measured rows stored until ${cut.toISOString()}. Each table is available as ${LIST.format(formats.map((format) => NAMES[format]))} with the same rows.
\`SHA256SUMS\` has the digest of every file (\`sha256sum -c SHA256SUMS\`). JSON columns of ${LIST.format(formats.filter((format) => format !== 'json').map((format) => NAMES[format]))} files hold the text of a JSON value.

\`\`\`sql
-- DuckDB
SELECT model, layer, mean FROM 'layer_scores.parquet' WHERE metric = 'block-influence@1' AND is_canonical ORDER BY model, mean;
\`\`\`

\`is_canonical\` marks the run that represents its model. Compare rows of one protocol only: protocols differ in what they were measured on or with.

## Tables

${printDictionary(tables)}

## Citation

\`\`\`bibtex
${printBibtex(facts)}\`\`\`
`;
}

/** Options for writing a release. */
export interface WriteReleaseOptions {
  readonly facts: ReleaseFacts;
  readonly includeSamples: boolean;
  /** The formats of tables; default: all. */
  readonly formats?: readonly TableFormat[];
  /** The folder of all releases. */
  readonly root: string;
}

type PlainFile = Omit<StoredReleaseFile, 'bytes' | 'sha256'>;

/** Writes every file of a release. The release folder becomes visible when all files are complete. */
export async function writeRelease(
  snapshot: ReleaseSnapshot,
  { facts, includeSamples, formats = TABLE_FORMATS, root }: WriteReleaseOptions,
): Promise<WrittenRelease> {
  const folder = join(root, facts.version);
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    const plain = await writeFiles(snapshot, partial, { facts, includeSamples, formats });
    const files: StoredReleaseFile[] = [];
    for (const file of plain) files.push({ ...file, ...(await digestFile(join(partial, file.name))) });
    const sums = files.map(({ sha256, name }) => `${sha256}  ${name}\n`).join('');
    await writeFile(join(partial, 'SHA256SUMS'), sums);
    const sha256 = createHash('sha256').update(sums).digest('hex');
    files.push({ name: 'SHA256SUMS', format: 'text', table: null, rowCount: null, bytes: Buffer.byteLength(sums), sha256 });
    // Left over from a publisher that crashed before its release was stored.
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    return { files, sha256 };
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function writeFiles(
  snapshot: ReleaseSnapshot,
  folder: string,
  { facts, includeSamples, formats }: Pick<Required<WriteReleaseOptions>, 'facts' | 'includeSamples' | 'formats'>,
): Promise<readonly PlainFile[]> {
  const files: PlainFile[] = [];
  const rowCounts = new Map<string, number>();
  const tables = listReleaseTables({ includeSamples });
  for (const table of tables) {
    for (const file of await writeTable(table, snapshot, { folder, formats })) {
      files.push({ ...file, table: table.name });
      rowCounts.set(table.name, file.rowCount);
    }
  }
  const citation: CitationFacts = { ...facts, cut: snapshot.cut, sha256: null };
  const dictionary = describeTables(tables, rowCounts);
  const about = { ...facts, publishedBy: undefined, cut: snapshot.cut, tables: dictionary };
  const texts: readonly (readonly [name: string, format: PlainFile['format'], text: string])[] = [
    ['data-dictionary.json', 'json', `${JSON.stringify(about, null, 2)}\n`],
    ['README.md', 'text', printReadme(citation, { tables: dictionary, formats })],
    ['CITATION.cff', 'text', printCff(citation)],
    ['citation.bib', 'text', printBibtex(citation)],
  ];
  for (const [name, format, text] of texts) {
    await writeFile(join(folder, name), text, { flag: 'wx' });
    files.push({ name, format, table: null, rowCount: null });
  }
  return files;
}

async function digestFile(path: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return { bytes: (await stat(path)).size, sha256: hash.digest('hex') };
}

/** A table of the data dictionary. */
interface DictionaryTable {
  readonly name: string;
  readonly description: string;
  readonly rowCount: number;
  readonly columns: readonly { readonly name: string; readonly type: ReleaseColumnType; readonly description: string }[];
}

/** Descriptions of every table and column. */
function describeTables(tables: readonly ReleaseTable[], rowCounts: ReadonlyMap<string, number>): readonly DictionaryTable[] {
  return tables.map(({ name, description, columns }) => {
    const rowCount = rowCounts.get(name);
    if (rowCount === undefined) throw new Error(`The table ${name} was not written`);
    return {
      name,
      description,
      rowCount,
      columns: columns.map((column) => ({ name: column.name, type: column.type, description: column.description })),
    };
  });
}

/** The dictionary as Markdown. */
function printDictionary(tables: readonly DictionaryTable[]): string {
  const sections = tables.map(({ name, description, rowCount, columns }) => {
    const lines = columns.map((column) => `| \`${column.name}\` | ${column.type} | ${column.description} |`);
    return [`### ${name}`, '', `${description} ${rowCount} rows.`, '', '| column | type | meaning |', '| --- | --- | --- |', ...lines].join(
      '\n',
    );
  });
  return sections.join('\n\n');
}
