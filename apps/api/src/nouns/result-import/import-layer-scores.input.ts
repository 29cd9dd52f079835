import { Int } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, inputType, nullable } from '../../paging/field.ts';
import { BosPolicy } from '../vocabulary/measurement.ts';

export const TableFormat = defineEnum('TableFormat', 'Format of an imported table.', {
  JSON: 'An array of objects, one per row.',
  CSV: 'Comma-separated values (RFC 4180); the first line names the columns.',
});
export type TableFormat = ValueOf<typeof TableFormat>;

@inputType('The calibration text of imported scores, and its windows.')
export class ImportedCalibrationInput {
  @field(String, 'Name of the text, 1 to 100 characters.') readonly name!: string;
  @nullable(String, 'SHA-256 (hex) of the text; null if it is not known.') readonly textSha256?: string | null;
  @field(Int, 'Tokens per window.') readonly window!: number;
  @nullable(Int, 'Stride: tokens from the start of one window to the start of the next; null = the window length.')
  readonly stride?: number | null;
  @field(BosPolicy, 'Whether each window starts with the beginning-of-sequence token.') readonly bos!: BosPolicy;
  @field(Int, 'Number of scored tokens.') readonly tokenCount!: number;
}

@inputType('Layer scores to import. They are marked as self-reported and never ranked with measured results.')
export class ImportLayerScoresInput {
  @nullable(String, 'Short name of the model for rows without the column model.') readonly model?: string | null;
  @field(TableFormat, 'Format of the content.') readonly format!: TableFormat;
  @field(
    String,
    'Rows of model, layer, metric, mean, standardError, count, undefinedCount; layer, metric and mean are required. If the same content was imported before, the first import is returned.',
  )
  readonly content!: string;
  @field(ImportedCalibrationInput, 'The calibration text of the measurement.') readonly calibration!: ImportedCalibrationInput;
  @field(String, "Program that measured, with its version, for example 'pytorch 2.9'; 1 to 100 characters.") readonly tool!: string;
  @nullable(String, "Number format of the computation; null = the model's own.") readonly precision?: string | null;
}
