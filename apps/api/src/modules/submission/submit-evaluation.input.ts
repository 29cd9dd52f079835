import { Field, ID, InputType } from 'type-graphql';

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

  @Field(() => String, {
    nullable: true,
    description: 'Key of your own: a second submission with the same key answers with the job of the first.',
  })
  readonly idempotencyKey?: string | null;
}
