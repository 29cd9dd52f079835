import { Field, ID, InputType } from 'type-graphql';
import { BosPolicy } from '../vocabulary/bos-policy.ts';
import { SubmissionInput } from './submission.input.ts';

/** What to evaluate. */
@InputType({ description: 'What to evaluate.' })
export class SubmitEvaluationInput extends SubmissionInput {
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

  @Field(() => BosPolicy, {
    nullable: true,
    defaultValue: BosPolicy.AUTO,
    description: 'Whether texts begin with the beginning-of-sequence token; AUTO = as the tokenizer itself does.',
  })
  readonly bos?: BosPolicy | null;
}
