import { Int } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, inputType, nullable } from '../../paging/field.ts';
import { BosPolicy } from '../vocabulary/bos-policy.ts';

export const TableFormat = defineEnum('TableFormat', 'How an imported table is written.', {
  JSON: 'An array of objects, one per row.',
  CSV: 'Comma-separated values (RFC 4180) whose first line names the columns.',
});
export type TableFormat = ValueOf<typeof TableFormat>;

@inputType('The text that imported scores were measured on, and how it was cut.')
export class ImportedCalibrationInput {
  @field(String, 'Name of the text, 1 to 100 characters.') readonly name!: string;
  @nullable(String, 'SHA-256 (hex) of the text; null where it is not known.') readonly textSha256?: string | null;
  @field(Int, 'Tokens per window.') readonly window!: number;
  @nullable(Int, 'Tokens from one window to the next; null = the window.') readonly stride?: number | null;
  @field(BosPolicy, 'Whether windows begin with the beginning-of-sequence token.') readonly bos!: BosPolicy;
  @field(Int, 'Tokens that were scored.') readonly tokenCount!: number;
}

@inputType('Layer scores to import: they stand in a lane of their own, marked self-reported.')
export class ImportLayerScoresInput {
  @nullable(String, 'Short name of the model, for rows that have no column model.') readonly model?: string | null;
  @field(TableFormat, 'How the content is written.') readonly format!: TableFormat;
  @field(
    String,
    'Rows of model, layer, metric, mean, standardError, count, undefinedCount; layer, metric and mean are needed. The same content again is found, not stored again.',
  )
  readonly content!: string;
  @field(ImportedCalibrationInput, 'The text that was measured on.') readonly calibration!: ImportedCalibrationInput;
  @field(String, "Program that measured, with its version, as 'pytorch 2.9', 1 to 100 characters.") readonly tool!: string;
  @nullable(String, "Number format that was computed in; null = the model's own.") readonly precision?: string | null;
}
