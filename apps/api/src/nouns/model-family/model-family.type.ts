import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable } from '../../paging/field.ts';

@nodeType('Models that share one architecture and one training recipe.')
export class ModelFamily extends Node {
  @field(String, 'Short name for URLs and filters.') readonly slug!: string;
  @field(String, 'Display name.') readonly name!: string;
  @nullable(String, 'Description of what its models have in common.') readonly description!: string | null;
  @field(GraphQLDateTimeISO, 'When it was registered.') readonly createdAt!: Date;
}
