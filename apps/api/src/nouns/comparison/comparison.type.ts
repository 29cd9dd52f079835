import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Node, nodeType } from '../../data/node.type.ts';
import { field } from '../../paging/field.ts';
import type { ComparisonView } from './comparison-view.ts';

@nodeType('A comparison that was saved: it never changes, whatever is measured later.')
export class Comparison extends Node {
  readonly view!: ComparisonView;

  @field(String, 'Short name for its address; made from its content.') readonly slug!: string;
  @field(String, 'Title for people.') readonly title!: string;
  @field(GraphQLDateTimeISO, 'When it was saved.') readonly createdAt!: Date;
}
