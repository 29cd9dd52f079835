import type { CitationFacts } from '../citation/citation-facts.ts';
import { printBibtex } from '../citation/print-bibtex.ts';
import { type DictionaryTable, printDictionary } from './data-dictionary.ts';

/** The readme of a release's folder. */
export function printReadme(facts: CitationFacts, tables: readonly DictionaryTable[]): string {
  const { title, version, description, cut } = facts;
  return `# ${title}, release ${version}

${description === null ? '' : `${description}\n\n`}This release holds the measured rows stored until ${cut.toISOString()}. Each table is available as Parquet, CSV and JSON with the same rows.
\`SHA256SUMS\` has the digest of every file (\`sha256sum -c SHA256SUMS\`). JSON columns of Parquet and CSV files hold the text of a JSON value.

\`\`\`sql
-- DuckDB
SELECT model, layer, mean FROM 'layer_scores.parquet' WHERE metric = 'block-influence@1' ORDER BY model, mean;
\`\`\`

Compare rows of one lane only: lanes differ in what they were measured on or with.

## Tables

${printDictionary(tables)}

## Citation

\`\`\`bibtex
${printBibtex(facts)}\`\`\`
`;
}
