import type { ComparisonView } from '@lamina/database';
import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Node, nodeType } from '../../data/node.type.ts';
import { field } from '../../paging/field.ts';

@nodeType('A saved comparison. Later measurements do not change it.')
export class Comparison extends Node {
  readonly view!: ComparisonView;

  @field(String, 'Short name for its URL, computed from its content.') readonly slug!: string;
  @field(String, 'Title.') readonly title!: string;
  @field(GraphQLDateTimeISO, 'When it was saved.') readonly createdAt!: Date;
}
