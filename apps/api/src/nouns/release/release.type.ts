import { GraphQLDateTimeISO, GraphQLSafeInt } from 'graphql-scalars';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';

/** How a file of a release is written; the value is what is stored. */
export const ReleaseFileFormat = defineEnum('ReleaseFileFormat', 'How a file of a release is written.', {
  PARQUET: ['parquet', 'Apache Parquet with Snappy compression.'],
  CSV: ['csv', 'Comma-separated values (RFC 4180) whose first line names the columns.'],
  JSON: ['json', 'An array of objects, one per line; or the data dictionary.'],
  TEXT: ['text', 'Citation, checksums and what to read first.'],
});
export type ReleaseFileFormat = ValueOf<typeof ReleaseFileFormat>;

@outputType('A file of a release.')
export class ReleaseFile {
  @field(String, 'Its name.') readonly name!: string;
  @field(ReleaseFileFormat, 'How it is written.') readonly format!: ReleaseFileFormat;
  @nullable(String, 'The table that it holds; null where it describes the whole release.') readonly table!: string | null;
  @nullable(GraphQLSafeInt, 'Rows in it; null where it holds no table.') readonly rowCount!: number | null;
  @field(GraphQLSafeInt, 'Its size.') readonly bytes!: number;
  @field(String, 'SHA-256 of its content.') readonly sha256!: string;
  @field(String, "Where it is served, as a path of the API's own address: /releases/<version>/<name>.") readonly path!: string;
}

@nodeType('A frozen state of the data, as checksummed files. It never changes, and neither do the measured rows that it holds.')
export class Release extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;

  @field(String, 'Its version: send it as the header Lamina-Release to read the data as they were.') readonly version!: string;
  @field(String, 'Title for citations.') readonly title!: string;
  @nullable(String, 'What it is.') readonly description!: string | null;
  @field([String], 'Whom to cite.') readonly authors!: readonly string[];
  @nullable(String, 'Where people find it.') readonly url!: string | null;
  @field(String, 'Version of the API that wrote its files.') readonly apiVersion!: string;
  @field(String, 'SHA-256 of its SHA256SUMS, which lists the digest of every other file.') readonly sha256!: string;
  @field([ReleaseFile], 'Its files.') readonly files!: readonly ReleaseFile[];
  @field(GraphQLDateTimeISO, 'The cut: measured rows stored until then belong to it.') readonly createdAt!: Date;
  @field(GraphQLDateTimeISO, 'When its files were complete.') readonly publishedAt!: Date;
}
