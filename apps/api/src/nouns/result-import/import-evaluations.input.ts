import { Field, ID, InputType, Int } from 'type-graphql';
import { Strategy } from '../vocabulary/strategy.ts';
import { ImportFormat } from './result-import.type.ts';

/** Layers that were removed elsewhere. */
@InputType({ description: 'Layers that were removed elsewhere before the model was evaluated: stored as a pruning, once.' })
export class ImportedRemovalInput {
  @Field(() => [Int], { description: "Removed layers, each once, in the dense model's numbering." })
  readonly removed!: readonly number[];

  @Field(() => Strategy, { nullable: true, defaultValue: Strategy.EXPLICIT, description: 'How they were chosen.' })
  readonly strategy?: Strategy | null;

  @Field(() => Int, { nullable: true, description: 'Seed of a random strategy.' })
  readonly seed?: number | null;
}

/** A samples file to import with the results. */
@InputType({ description: 'What a model answered to the documents of one task, as lm-evaluation-harness logs it with --log_samples.' })
export class HarnessSamplesInput {
  @Field(() => String, { description: 'Name of the task, as in the results.' })
  readonly task!: string;

  @Field(() => String, { description: 'The file samples_<task>_….jsonl as it is.' })
  readonly content!: string;
}

/** Evaluations to import. */
@InputType({ description: 'Evaluations to import: they stand in a lane of their own, marked self-reported.' })
export class ImportEvaluationsInput {
  @Field(() => String, { description: 'Short name of the model that was evaluated.' })
  readonly model!: string;

  @Field(() => ID, { nullable: true, description: 'Global id of the pruning that was evaluated; null = the dense model.' })
  readonly pruning?: string | null;

  @Field(() => ImportedRemovalInput, { nullable: true, description: 'What was removed, where no pruning with an id stands for it.' })
  readonly removal?: ImportedRemovalInput | null;

  @Field(() => ImportFormat, { description: 'What the content is: LM_EVAL_RESULTS.' })
  readonly format!: ImportFormat;

  @Field(() => String, { description: 'The file as it is. The same content again is found, not stored again.' })
  readonly content!: string;

  @Field(() => [HarnessSamplesInput], {
    nullable: true,
    description:
      'Samples of its tasks, at most one file per task: with those of the dense model, retention has a paired error. Their means must be the results.',
  })
  readonly samples?: readonly HarnessSamplesInput[] | null;
}
