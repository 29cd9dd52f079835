import { Field, ID, InputType, Int } from 'type-graphql';
import { ExecutionProvider } from '../job/execution-provider.ts';
import { Strategy } from '../pruning/strategy.ts';

/** What to prune: strategies at counts, lists of layers, or both. */
@InputType({ description: 'What to prune: strategies at counts, lists of layers, or both.' })
export class SubmitPruningInput {
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

  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Priority, -100 to 100: higher is taken first.' })
  readonly priority?: number | null;

  @Field(() => ExecutionProvider, {
    nullable: true,
    description: 'What it must run on: only workers that have it take the job. Null: any worker, on what it prefers.',
  })
  readonly requiredProvider?: ExecutionProvider | null;

  @Field(() => String, {
    nullable: true,
    description: 'Key of your own: a second submission with the same key answers with the job of the first.',
  })
  readonly idempotencyKey?: string | null;
}
