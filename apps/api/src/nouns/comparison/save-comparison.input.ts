import { Field, InputType } from 'type-graphql';
import { CompareModelsArgs } from './compare-models.args.ts';

/** A comparison to keep. */
@InputType({ description: 'A comparison to keep: the runs that stand for the models now stay those of the comparison.' })
export class SaveComparisonInput extends CompareModelsArgs {
  @Field(() => String, { description: 'Title for people, 1 to 200 characters.' })
  readonly title!: string;
}
