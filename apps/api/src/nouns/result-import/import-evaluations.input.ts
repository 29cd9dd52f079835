import type { EvaluationsTarget } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { ID, Int } from 'type-graphql';
import { parseOptionalGlobalId } from '../../data/global-id.ts';
import { field, inputType, nullable } from '../../paging/field.ts';
import { Strategy } from '../vocabulary/removal.ts';
import { ImportFormat } from './result-import.type.ts';

@inputType('Layers that another tool removed before the model was evaluated. They are stored once as a pruning.')
export class ImportedRemovalInput {
  @field([Int], "Removed layers without repeats, in the dense model's numbering.") readonly removed!: readonly number[];
  @nullable(Strategy, 'Strategy that chose them.', { defaultValue: Strategy.EXPLICIT }) readonly strategy?: Strategy | null;
  @nullable(Int, 'Seed of a random strategy.') readonly seed?: number | null;
}

@inputType("A model's answers to the documents of one task, as lm-evaluation-harness logs them with --log_samples.")
export class HarnessSamplesInput {
  @field(String, 'Name of the task, as in the results.') readonly task!: string;
  @field(String, 'Unchanged content of the file samples_<task>_….jsonl.') readonly content!: string;
}

@inputType('Evaluations to import. They are marked as self-reported and never ranked with measured results.')
export class ImportEvaluationsInput {
  @field(String, 'Short name of the model that was evaluated.') readonly model!: string;
  @nullable(ID, 'Global id of the pruning that was evaluated; null = the dense model.') readonly pruning?: string | null;
  @nullable(ImportedRemovalInput, 'The removed layers, if the pruned model has no pruning id here.')
  readonly removal?: ImportedRemovalInput | null;
  @field(ImportFormat, 'Format of the content: LM_EVAL_RESULTS.') readonly format!: ImportFormat;
  @field(String, 'Unchanged content of the file. If the same content was imported before, the first import is returned.')
  readonly content!: string;
  @nullable(
    [HarnessSamplesInput],
    'Samples of its tasks, at most one file per task. If the dense model also has samples, retention gets a paired standard error. Means of the samples must equal the results.',
  )
  readonly samples?: readonly HarnessSamplesInput[] | null;
}

/**
 * The subject of an import, as the database package takes it.
 * @throws AppError BAD_USER_INPUT for another format or an id that is none
 */
export function toEvaluationsTarget({ model, format, pruning, removal }: Omit<ImportEvaluationsInput, 'content'>): EvaluationsTarget {
  if (format !== ImportFormat.LM_EVAL_RESULTS)
    throw new AppError('BAD_USER_INPUT', 'The results cannot be imported: importEvaluations reads the format LM_EVAL_RESULTS.');
  return { model, pruningKey: parseOptionalGlobalId(pruning, 'Pruning'), removal: removal ?? null };
}
