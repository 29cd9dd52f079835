import { ArgsType } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable } from '../../paging/field.ts';

export const ExportFormat = defineEnum('ExportFormat', 'Formats of other tools in which results can be exported.', {
  LM_EVAL_RESULTS: 'A results.json of lm-evaluation-harness; importEvaluations can read it.',
  HF_MODEL_INDEX: 'YAML of the model-index for the header of a Hugging Face model card.',
  HF_EVAL_RESULTS:
    'YAML for .eval_results/ of a Hugging Face repository. Data sets have the benchmark names of this platform; the hub shows only registered data sets.',
});
export type ExportFormat = ValueOf<typeof ExportFormat>;

/** Arguments of an export. */
@ArgsType()
export class ResultExportArgs {
  @field(ExportFormat, 'Format of the file.') readonly format!: ExportFormat;
  @nullable(String, 'Protocol of the evaluations; null = that of the newest evaluation, measured before imported.')
  readonly lane?: string | null;
}
