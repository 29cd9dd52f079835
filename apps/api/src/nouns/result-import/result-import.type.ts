import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field } from '../../paging/field.ts';

/** Source format of an import; the value is the stored text. */
export const ImportFormat = defineEnum('ImportFormat', 'Source format of an import.', {
  LM_EVAL_RESULTS: ['lm-eval-results', 'A results.json of lm-evaluation-harness 0.4 or of Lamina.'],
  LAYER_SCORES: ['layer-scores', 'A table of layer scores, JSON or CSV.'],
});
export type ImportFormat = ValueOf<typeof ImportFormat>;

@nodeType('Imported results that were measured elsewhere.')
export class ResultImport extends Node {
  readonly modelKey!: string;

  @field(ImportFormat, 'Source format.') readonly format!: ImportFormat;
  @field(String, 'SHA-256 of the content as sent.') readonly contentSha256!: string;
  @field(String, 'Name of the token that imported it.') readonly submittedBy!: string;
  @field([String], 'Parts of the content that were left out, with reasons.') readonly skipped!: readonly string[];
  @field(GraphQLDateTimeISO, 'Time of import.') readonly createdAt!: Date;
}
