import { Field, ObjectType } from 'type-graphql';
import { Comparison } from './comparison.type.ts';

/** What saveComparison answers. */
@ObjectType({ simpleResolvers: true, description: 'The saved comparison.' })
export class SaveComparisonPayload {
  @Field(() => Comparison, { description: 'The comparison; the one saved before, where the same was saved already.' })
  readonly comparison!: Comparison;
}
