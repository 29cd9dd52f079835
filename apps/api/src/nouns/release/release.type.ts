import { GraphQLDateTimeISO, GraphQLSafeInt } from 'graphql-scalars';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';

/** Format of a release file; the value is the stored text. */
export const ReleaseFileFormat = defineEnum('ReleaseFileFormat', 'Format of a file of a release.', {
  PARQUET: ['parquet', 'Apache Parquet with Snappy compression.'],
  CSV: ['csv', 'Comma-separated values (RFC 4180); the first line names the columns.'],
  JSON: ['json', 'The data dictionary, the Croissant file, or the records of evaluations.'],
  TEXT: ['text', 'Text: citation, checksums, data sheet and readme.'],
});
export type ReleaseFileFormat = ValueOf<typeof ReleaseFileFormat>;

@outputType('A file of a release.')
export class ReleaseFile {
  @field(String, 'Its name.') readonly name!: string;
  @field(ReleaseFileFormat, 'Format.') readonly format!: ReleaseFileFormat;
  @nullable(String, 'The table that it holds; null if it describes the whole release.') readonly table!: string | null;
  @nullable(GraphQLSafeInt, 'Number of rows; null if it is not a table.') readonly rowCount!: number | null;
  @field(GraphQLSafeInt, 'Its size.') readonly bytes!: number;
  @field(String, 'SHA-256 of its content.') readonly sha256!: string;
  @field(String, 'Path on the API server: /releases/<version>/<name>.') readonly path!: string;
}

@nodeType('A frozen state of the data, as checksummed files. It never changes, and neither do the measured rows that it holds.')
export class Release extends Node {
  @field(String, 'Its version. Send it in the header Lamina-Release to read the data of this release.') readonly version!: string;
  @field(String, 'Title for citations.') readonly title!: string;
  @nullable(String, 'A description, in words.') readonly description!: string | null;
  @field([String], 'Authors for the citation.') readonly authors!: readonly string[];
  @nullable(String, 'Public address.') readonly url!: string | null;
  @nullable(String, 'Licence of the rows that were measured here, an SPDX identifier; null if its publisher states none.')
  readonly licence!: string | null;
  @field(String, 'API version that wrote its files.') readonly apiVersion!: string;
  @field(String, 'SHA-256 of its SHA256SUMS, which lists the digest of every other file.') readonly sha256!: string;
  @field([ReleaseFile], 'Its files.') readonly files!: readonly ReleaseFile[];
  @field(GraphQLDateTimeISO, 'Cut-off time: rows measured before it belong to the release.') readonly createdAt!: Date;
  @field(GraphQLDateTimeISO, 'Time when its files were complete.') readonly publishedAt!: Date;
}
