import { Field, ID, InputType, Int } from 'type-graphql';
import { Strategy } from '../vocabulary/strategy.ts';
import { SubmissionInput } from './submission.input.ts';

/** What to prune: strategies at counts, lists of layers, or both. */
@InputType({ description: 'What to prune: strategies at counts, lists of layers, or both.' })
export class SubmitPruningInput extends SubmissionInput {
  @Field(() => String, { description: 'Short name of the model.' })
  readonly model!: string;

  @Field(() => [Strategy], { nullable: true, description: 'Strategies that choose the layers; each needs counts.' })
  readonly strategies?: readonly Strategy[] | null;

  @Field(() => [Int], { nullable: true, description: 'Numbers of layers to remove, each 1 to one less than the model has.' })
  readonly counts?: readonly number[] | null;

  @Field(() => [Int], { nullable: true, description: 'Seeds of the random strategies, one pruning each; null = 0 to 4.' })
  readonly seeds?: readonly number[] | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Keep the first layer whatever its score.' })
  readonly protectFirst?: boolean | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Keep the last layer whatever its score.' })
  readonly protectLast?: boolean | null;

  @Field(() => [[Int]], { nullable: true, description: "Lists of layers to remove, 0-based in the model's numbering." })
  readonly removals?: readonly (readonly number[])[] | null;

  @Field(() => ID, { nullable: true, description: 'Global id of the score run to choose by; null = the newest of the model.' })
  readonly scoreRun?: string | null;
}
