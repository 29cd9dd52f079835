import { stringify } from 'yaml';
import type { CitationFacts } from '../citation/citation-facts.ts';
import { printBibtex } from '../citation/print-bibtex.ts';
import type { DescribedTable } from './described-table.ts';

/** Upper ends of the hub's size categories, and their names. */
const SIZES = [
  [1e3, 'n<1K'],
  [1e4, '1K<n<10K'],
  [1e5, '10K<n<100K'],
  [1e6, '100K<n<1M'],
  [Number.POSITIVE_INFINITY, 'n>1M'],
] as const;

/** The readme of a release's folder, which is its card on the Hugging Face hub: each table is a configuration of the data set. */
export function printDatasetCard(facts: CitationFacts, tables: readonly DescribedTable[]): string {
  const { title, version, description, cut } = facts;
  return `---
${printFrontMatter(facts, tables)}---

# ${title}, release ${version}

${description === null ? '' : `${description}\n\n`}This release holds the measured rows stored until ${cut.toISOString()}. [DATASHEET.md](DATASHEET.md) says what is measured, by whom, on which machine, and under which
licence; \`croissant.json\` says the same to programs. \`SHA256SUMS\` has the digest of every file (\`sha256sum -c SHA256SUMS\`).

## Load

\`\`\`sql
-- DuckDB
SELECT model, layer, mean FROM 'layer_scores.parquet' WHERE metric = 'block-influence@1' AND is_canonical ORDER BY model, mean;
\`\`\`

\`\`\`python
import pandas

pandas.read_parquet("layer_scores.parquet")
\`\`\`

Compare rows of one protocol only: protocols differ in what they were measured on or with. JSON columns hold the text of a JSON value.

## Tables

${tables.map(printTable).join('\n\n')}

## Citation

\`\`\`bibtex
${printBibtex(facts)}\`\`\`
`;
}

function printFrontMatter({ title, licence }: CitationFacts, tables: readonly DescribedTable[]): string {
  const rows = tables.reduce((sum, { rowCount }) => sum + rowCount, 0);
  return stringify(
    {
      pretty_name: title,
      // The rows of other sources stand under terms of their own, which the data sheet lists.
      license: 'other',
      license_name: `${licence?.toLowerCase() ?? 'not-stated'}-and-by-row`,
      license_link: 'DATASHEET.md',
      language: ['en'],
      tags: ['layer-redundancy', 'pruning', 'quantization', 'evaluation'],
      size_categories: [SIZES.find(([end]) => rows < end)?.[1]],
      configs: tables
        .filter(({ rowCount }) => rowCount > 0)
        .map(({ name, files }, place) => ({ config_name: name, data_files: files.parquet, default: place === 0 ? true : undefined })),
    },
    { lineWidth: 0 },
  );
}

function printTable({ name, description, rowCount, columns }: DescribedTable): string {
  const lines = columns.map((column) => `| \`${column.name}\` | ${column.type} | ${column.description} |`);
  return [`### ${name}`, '', `${description} ${rowCount} rows.`, '', '| column | type | meaning |', '| --- | --- | --- |', ...lines].join(
    '\n',
  );
}
