import { ArgsType } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable } from '../../paging/field.ts';

export const ExportFormat = defineEnum('ExportFormat', 'Files of other tools that results are written as.', {
  LM_EVAL_RESULTS: 'A results.json of lm-evaluation-harness; importEvaluations reads it back.',
  HF_MODEL_INDEX: 'YAML for the head of a Hugging Face model card: its model-index.',
  HF_EVAL_RESULTS:
    'YAML for .eval_results/ of a Hugging Face repository. Data sets are named as the benchmarks are here; the hub shows registered ones only.',
});
export type ExportFormat = ValueOf<typeof ExportFormat>;

/** What results are exported as. */
@ArgsType()
export class ResultExportArgs {
  @field(ExportFormat, 'What they are written as.') readonly format!: ExportFormat;
  @nullable(String, 'Lane of the evaluations; null = that of the newest one, measured here before imported.') readonly lane?: string | null;
}
