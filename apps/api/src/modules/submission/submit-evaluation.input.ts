import { Field, ID, InputType, Int } from 'type-graphql';
import { ExecutionProvider } from '../job/execution-provider.ts';

/** What to evaluate. */
@InputType({ description: 'What to evaluate.' })
export class SubmitEvaluationInput {
  @Field(() => String, { description: 'Short name of the model.' })
  readonly model!: string;

  @Field(() => [String], { description: 'Names of the benchmarks to run, at least one.' })
  readonly benchmarks!: readonly string[];

  @Field(() => [ID], {
    nullable: true,
    description:
      'Global ids of prunings of the model, evaluated against the dense model, which is evaluated first where it is not yet; null = the dense model alone.',
  })
  readonly prunings?: readonly string[] | null;

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
