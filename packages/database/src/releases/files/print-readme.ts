import type { CitationFacts } from '../citation/citation-facts.ts';
import { printBibtex } from '../citation/print-bibtex.ts';
import { type DictionaryTable, printDictionary } from './data-dictionary.ts';
import type { TableFormat } from './write-table.ts';

/** The names of formats. */
const NAMES: Readonly<Record<TableFormat, string>> = { parquet: 'Parquet', csv: 'CSV', json: 'JSON' };

/** Writes `Parquet, CSV and JSON`. */
const LIST = new Intl.ListFormat('en-GB');

/** The readme of a release's folder. */
export function printReadme(
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

\`is_canonical\` marks the run that represents its model. Compare rows of one lane only: lanes differ in what they were measured on or with.

## Tables

${printDictionary(tables)}

## Citation

\`\`\`bibtex
${printBibtex(facts)}\`\`\`
`;
}
