import type { ColumnType } from '../../rows/table-column.ts';
import type { CitationFacts } from '../citation/citation-facts.ts';
import { ANONYMOUS_AUTHORS } from '../citation/citation-facts.ts';
import { printBibtex } from '../citation/print-bibtex.ts';
import type { StoredReleaseFile } from '../stored-release-file.ts';
import type { DescribedTable } from './described-table.ts';
import type { ReleaseOrigins } from './release-origins.ts';
import type { ReleaseStatements } from './statements.ts';

/** The context of Croissant 1.1, as mlcroissant 1.1.1 writes it. */
const CONTEXT = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  sc: 'https://schema.org/',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  dct: 'http://purl.org/dc/terms/',
  conformsTo: 'dct:conformsTo',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  examples: { '@id': 'cr:examples', '@type': '@json' },
  ...Object.fromEntries(
    [
      ...['citeAs', 'column', 'equivalentProperty', 'extract', 'field', 'fileProperty', 'fileObject', 'fileSet', 'format', 'includes'],
      ...['isLiveDataset', 'jsonPath', 'key', 'md5', 'parentField', 'path', 'recordSet', 'references', 'regex', 'repeated', 'replace'],
      ...['samplingRate', 'separator', 'source', 'subField', 'transform'],
    ].map((term) => [term, `cr:${term}`]),
  ),
};

const TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'sc:Text',
  json: 'sc:Text',
  integer: 'cr:Int64',
  float: 'cr:Float64',
  boolean: 'sc:Boolean',
  timestamp: 'sc:DateTime',
};
const ENCODINGS = { parquet: 'application/x-parquet', csv: 'text/csv' } as const;

/** The facts of a release in a Croissant file. */
export interface CroissantFacts {
  readonly facts: CitationFacts;
  readonly tables: readonly DescribedTable[];
  /** The files of the tables, with their digests. */
  readonly files: readonly StoredReleaseFile[];
  readonly origins: ReleaseOrigins;
  readonly statements: ReleaseStatements;
}

/** The release as a Croissant file: Croissant 1.1 (MLCommons) with the fields of Croissant RAI 1.0, which search engines and mlcroissant read. */
export function printCroissant({ facts, tables, files, origins, statements }: CroissantFacts): string {
  const { title, version, description, authors, licence, url, cut } = facts;
  const day = cut.toISOString().slice(0, 10);
  const metadata = {
    '@context': CONTEXT,
    '@type': 'sc:Dataset',
    conformsTo: ['http://mlcommons.org/croissant/1.1', 'http://mlcommons.org/croissant/RAI/1.0'],
    name: title,
    description: description ?? title,
    version: toSemanticVersion(version),
    license: [
      licence === null ? 'not stated' : `https://spdx.org/licenses/${licence}.html`,
      ...(origins.sources.length > 0 ? ['Rows of other sources: the column licence of the table layers; DATASHEET.md lists them.'] : []),
    ],
    url: url ?? undefined,
    citeAs: printBibtex(facts),
    dateCreated: day,
    datePublished: day,
    creator: (authors.length > 0 ? authors : ANONYMOUS_AUTHORS).map((name) => ({ '@type': 'sc:Organization', name })),
    keywords: ['layer redundancy', 'pruning', 'quantization', 'language models'],
    isLiveDataset: false,
    ...describeCollection(origins, statements),
    distribution: files.flatMap(({ name, format, sha256, bytes }) =>
      format === 'parquet' || format === 'csv'
        ? [
            {
              '@type': 'cr:FileObject',
              '@id': name,
              name,
              contentUrl: name,
              contentSize: `${bytes} B`,
              encodingFormat: ENCODINGS[format],
              sha256,
            },
          ]
        : [],
    ),
    // A table without rows has no column that a reader could check.
    recordSet: tables.filter(({ rowCount }) => rowCount > 0).map(describeRecords),
  };
  return `${JSON.stringify(metadata, null, 2)}\n`;
}

/** The fields of Croissant RAI 1.0. */
function describeCollection({ measured, sources }: ReleaseOrigins, says: ReleaseStatements) {
  return {
    'rai:dataCollection': says.collection,
    'rai:dataCollectionType': ['Experiments', 'Software Collection', ...(sources.length > 0 ? ['Secondary Data Analysis'] : [])],
    // The spelling that mlcroissant reads.
    'rai:dataCollectionTimeFrame': measured === null ? undefined : [measured.from, measured.to],
    'rai:dataCollectionMissingData': says.missing,
    'rai:dataCollectionRawData': says.raw,
    'rai:dataImputationProtocol': 'None: missing values are not filled in.',
    'rai:dataPreprocessingProtocol': says.preparation,
    'rai:dataAnnotationProtocol': 'None: no row was labelled by a person.',
    'rai:dataUseCases': says.uses,
    'rai:dataBiases': says.biases,
    'rai:dataLimitations': says.limits,
    'rai:dataSocialImpact': says.impact,
    'rai:personalSensitiveInformation': [says.people],
    'rai:dataReleaseMaintenancePlan': says.maintenance,
  };
}

function describeRecords({ name, description, columns, files }: DescribedTable) {
  return {
    '@type': 'cr:RecordSet',
    '@id': name,
    name,
    description,
    field: columns.map((column) => ({
      '@type': 'cr:Field',
      '@id': `${name}/${column.name}`,
      name: column.name,
      description: column.unit === null ? column.description : `${column.description} Unit: ${column.unit}.`,
      dataType: TYPES[column.type],
      source: { fileObject: { '@id': files.parquet }, extract: { column: column.name } },
    })),
  };
}

/** A version that Croissant accepts: `2026.12.01.10.37` → `2026.12.1-10.37`. */
function toSemanticVersion(version: string): string {
  const parts = version.split(/[.-]/).map((part) => part.replace(/^0+(?=\d)/, ''));
  const [numbers, rest] = [parts.slice(0, 3), parts.slice(3)];
  while (numbers.length < 3) numbers.push('0');
  return numbers.every((part) => /^\d+$/.test(part))
    ? [numbers.join('.'), rest.join('.')].filter((part) => part !== '').join('-')
    : `0.0.0-${version}`;
}
