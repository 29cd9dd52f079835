import { registerEnumType } from 'type-graphql';

/** How a file of a release is written; the value is what is stored. */
export const ReleaseFileFormat = { PARQUET: 'parquet', CSV: 'csv', JSON: 'json', TEXT: 'text' } as const;
export type ReleaseFileFormat = (typeof ReleaseFileFormat)[keyof typeof ReleaseFileFormat];

registerEnumType(ReleaseFileFormat, {
  name: 'ReleaseFileFormat',
  description: 'How a file of a release is written.',
  valuesConfig: {
    PARQUET: { description: 'Apache Parquet with Snappy compression.' },
    CSV: { description: 'Comma-separated values (RFC 4180) whose first line names the columns.' },
    JSON: { description: 'An array of objects, one per line; or the data dictionary.' },
    TEXT: { description: 'Citation, checksums and what to read first.' },
  },
});
