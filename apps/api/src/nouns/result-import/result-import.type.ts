import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field } from '../../paging/field.ts';

/** What an import was read from; the value is what is stored. */
export const ImportFormat = defineEnum('ImportFormat', 'What an import is read from.', {
  LM_EVAL_RESULTS: ['lm-eval-results', 'A results.json of lm-evaluation-harness 0.4 or of Lamina.'],
  LAYER_SCORES: ['layer-scores', 'A table of layer scores, JSON or CSV.'],
});
export type ImportFormat = ValueOf<typeof ImportFormat>;

@nodeType('Results that were measured elsewhere and handed in.')
export class ResultImport extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly modelKey!: string;

  @field(ImportFormat, 'What it was read from.') readonly format!: ImportFormat;
  @field(String, 'SHA-256 of the content as it was sent.') readonly contentSha256!: string;
  @field(String, 'Name of the token that it was handed in with.') readonly submittedBy!: string;
  @field([String], 'What of the content was left out, and why.') readonly skipped!: readonly string[];
  @field(GraphQLDateTimeISO, 'When it was handed in.') readonly createdAt!: Date;
}
