import { Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable } from '../../paging/field.ts';

@nodeType('A text that models are scored on.')
export class CalibrationSet extends Node {
  @field(String, 'Short name for filters and studies.') readonly slug!: string;
  @field(String, 'Display name.') readonly name!: string;
  @nullable(String, 'Description of the text.') readonly description!: string | null;
  @nullable(String, 'Licence of the text.') readonly licence!: string | null;
  @nullable(String, 'Author, site or corpus that the text comes from; null = not stated.')
  readonly source!: string | null;
  @field(String, "SHA-256 of the text; 'unknown: …' if an import did not state it.") readonly textSha256!: string;
  @field(Int, 'Number of documents in the text.') readonly documentCount!: number;
  @field(Int, 'Number of characters in the text.') readonly characterCount!: number;
}
