import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { UnitKind } from '../vocabulary/removal.ts';

/** The quantity that a published number measures; the value is the name in the published tables. */
export const PublishedMetric = defineEnum('PublishedMetric', 'The measure of a published number, as printed.', {
  ACCURACY_PERCENT: ['accuracy-percent', 'Accuracy, percent.'],
  ROUGE_PERCENT: ['rouge-percent', 'ROUGE, percent.'],
  ACCURACY_FRACTION: ['accuracy-fraction', 'Accuracy, 0 to 1.'],
  AVERAGE_PERCENT: ['average-percent', "Mean of the row's scores, percent."],
  AVERAGE_FRACTION: ['average-fraction', "Mean of the row's scores, 0 to 1."],
  PERCENT_OF_DENSE: ['percent-of-dense', "Mean as a percentage of the dense model's."],
  PERPLEXITY: ['perplexity', 'Perplexity; lower is better.'],
  TOKENS_PER_SECOND: ['tokens-per-second', 'Speed, tokens per second.'],
  SPEEDUP: ['speedup', "Speed divided by the dense model's."],
});
export type PublishedMetric = ValueOf<typeof PublishedMetric>;

/** The base of a published ratio; the value is the name in the published tables. */
export const PublishedRatioKind = defineEnum('PublishedRatioKind', 'The base of a published ratio.', {
  AS_PRINTED: ['as-printed', 'Not stated in the paper.'],
  BLOCKS: ['blocks', 'Removed layers ÷ layers of the dense model.'],
});
export type PublishedRatioKind = ValueOf<typeof PublishedRatioKind>;

/** Its key is computed from the cell's position. */
@nodeType('One cell of a table in a paper, exactly as printed. It was not measured here and is never ranked with measured results.')
export class PublishedResult extends Node {
  @field(String, 'Title of the paper, with its version if it is known.') readonly paper!: string;
  @field(String, 'Address of the paper.') readonly url!: string;
  @field(String, 'Number of the table, or its subject if the number was not transcribed.') readonly table!: string;
  @field(String, 'Row of the table.') readonly row!: string;
  @field(String, 'Column heading in the table.') readonly column!: string;
  @field(String, 'The model, as named in the paper.') readonly model!: string;
  @field(String, "The method; 'dense' for the whole model. It names the repair too.") readonly method!: string;
  @nullable(UnitKind, 'Kind of the removed units; null for the whole model and for methods that remove no whole unit.')
  readonly unit!: UnitKind | null;
  @nullable(
    String,
    'The repair of the removed units, as named in the paper; null for removal only and without a unit. Rows with and without a repair are not comparable.',
  )
  readonly repair!: string | null;
  @field(String, "The benchmark, with the name used on this platform if there is one; 'average' for a mean.") readonly benchmark!: string;
  @field(PublishedMetric, 'The measure of the number.') readonly metric!: PublishedMetric;
  @field(Float, 'The number as printed.') readonly value!: number;
  @nullable(Float, 'Removed ratio as printed, 0 to 1 (7/32 where counts are printed); null for dense rows and if none is printed.')
  readonly removedRatio!: number | null;
  @nullable(PublishedRatioKind, 'The base of the ratio; null without a ratio.') readonly ratioKind!: PublishedRatioKind | null;
  @nullable(String, 'Explanations, and contradictions in the paper.') readonly note!: string | null;
}

@outputType('The layers that a paper or a repository removed from a model, as printed; never measured here.')
export class PublishedRemoval {
  @field(String, 'The paper.') readonly paper!: string;
  @field(String, 'Address of the paper.') readonly url!: string;
  @field(String, 'The table that contains the list.') readonly table!: string;
  @field(String, 'The model, as the paper names it.') readonly model!: string;
  @nullable(String, 'The method that chose the layers, as in the tables of the paper; null if it was not transcribed.')
  readonly method!: string | null;
  @nullable(String, 'The repair after each removal, which changes the next choice; null if layers were only removed.')
  readonly repair!: string | null;
  @field(Int, 'Layers of the dense model.') readonly blockCount!: number;
  @field([Int], 'The removed layers, 0-based: most redundant first, or ascending if the paper gives a set.')
  readonly order!: readonly number[];
  @nullable(String, 'The model on the hub, as org/name; null if it was not transcribed.') readonly hubId!: string | null;
  @field([Int], 'Layers whose attention alone was removed, 0-based.') readonly removedAttention!: readonly number[];
  @field([Int], 'Layers whose MLP alone was removed, 0-based.') readonly removedMlp!: readonly number[];
  @field([String], 'Reasons to be careful with the list.') readonly flags!: readonly string[];
  @field(Boolean, 'Whether the order is that of the paper; false for a set.') readonly isOrdered!: boolean;
  @nullable(Float, 'Share removed as the paper prints it; null if it prints counts only.') readonly printedRatio!: number | null;
  @field(String, 'The parts that the list or the printed ratio includes or leaves out, and other inconsistencies.') readonly note!: string;
}
