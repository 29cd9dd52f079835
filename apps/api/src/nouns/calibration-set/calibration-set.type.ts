import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable } from '../../paging/field.ts';

@nodeType('A text that models are scored on.')
export class CalibrationSet extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;

  @field(String, 'Short name for filters and studies.') readonly slug!: string;
  @field(String, 'Name for people.') readonly name!: string;
  @nullable(String, 'What the text is.') readonly description!: string | null;
  @nullable(String, 'Licence of the text.') readonly licence!: string | null;
  @field(String, "SHA-256 of the text; 'unknown: …' where imported scores do not tell it.") readonly textSha256!: string;
  @field(Int, 'Documents in the text.') readonly documentCount!: number;
  @field(Int, 'Characters in the text.') readonly characterCount!: number;
  @field(GraphQLDateTimeISO, 'When it was registered.') readonly createdAt!: Date;
}
