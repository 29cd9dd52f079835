import { ID, Int } from 'type-graphql';
import { field, inputType, nullable } from '../../paging/field.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { ImportFormat } from './result-import.type.ts';

@inputType('Layers that were removed elsewhere before the model was evaluated: stored as a pruning, once.')
export class ImportedRemovalInput {
  @field([Int], "Removed layers, each once, in the dense model's numbering.") readonly removed!: readonly number[];
  @nullable(Strategy, 'How they were chosen.', { defaultValue: Strategy.EXPLICIT }) readonly strategy?: Strategy | null;
  @nullable(Int, 'Seed of a random strategy.') readonly seed?: number | null;
}

@inputType('What a model answered to the documents of one task, as lm-evaluation-harness logs it with --log_samples.')
export class HarnessSamplesInput {
  @field(String, 'Name of the task, as in the results.') readonly task!: string;
  @field(String, 'The file samples_<task>_….jsonl as it is.') readonly content!: string;
}

@inputType('Evaluations to import: they stand in a lane of their own, marked self-reported.')
export class ImportEvaluationsInput {
  @field(String, 'Short name of the model that was evaluated.') readonly model!: string;
  @nullable(ID, 'Global id of the pruning that was evaluated; null = the dense model.') readonly pruning?: string | null;
  @nullable(ImportedRemovalInput, 'What was removed, where no pruning with an id stands for it.')
  readonly removal?: ImportedRemovalInput | null;
  @field(ImportFormat, 'What the content is: LM_EVAL_RESULTS.') readonly format!: ImportFormat;
  @field(String, 'The file as it is. The same content again is found, not stored again.') readonly content!: string;
  @nullable(
    [HarnessSamplesInput],
    'Samples of its tasks, at most one file per task: with those of the dense model, retention has a paired error. Their means must be the results.',
  )
  readonly samples?: readonly HarnessSamplesInput[] | null;
}
