import type { AnsweredLosses, Saved } from '@lamina/benchmarks';
import type { RemovedUnits } from '@lamina/plans';
import { GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { NumberInterval } from '../../paging/interval.type.ts';
import { CAVEAT, KEPT } from '../vocabulary/removal.ts';

/** The value is the name that the benchmarks package uses. */
export const Saving = defineEnum('Saving', 'A quantity that a change of a model may save.', {
  BYTES: ['bytes', 'Bytes of the model file in the format and types of the parent.'],
  CACHE: ['cache', 'Bytes by which the KV cache grows with each token.'],
  SPEED: ['speed', 'Written tokens per second.'],
  PARAMETERS: ['parameters', 'Parameters.'],
});
export type Saving = ValueOf<typeof Saving>;

/** Descriptions of the figures that rank models, on every type that has them. */
export const REMOVABLE_AT = 'The largest share of the asked quantity that a WITHIN removal of units or tokens takes out.';
export const LARGEST_TRIED = 'The largest share of the asked quantity of a removal of units or tokens that was measured and is not BEYOND.';
export const OPEN_BEYOND = 'Whether no larger removal was measured, so that it is not known where the limit lies.';

export const NULL_IF_NOT_JUDGED = 'Null if no removal was judged.';

export const AnswerVerdict = defineEnum('AnswerVerdict', 'Whether a change of a model is named.', {
  WITHIN: 'A change is named that is shown to lose no more than the limit, after correction for all judged changes.',
  NONE_WITHIN: 'For no judged change is this shown; where a size was asked for, a change may be named nevertheless.',
});
export type AnswerVerdict = ValueOf<typeof AnswerVerdict>;

export const ChangeVerdict = defineEnum('ChangeVerdict', 'The verdict on a change at a limit.', {
  WITHIN:
    'Every text on which it was measured shows, after correction for all judged changes, that no more than the limit is lost; two sources judge; no benchmark shows more.',
  POSSIBLE: 'Every estimate is within the limit, but it is not shown.',
  BEYOND: 'A text shows that more than the limit is lost. A text that chose the change may show it, too.',
  UNKNOWN: 'Neither is shown, and an estimate is above the limit.',
});
export type ChangeVerdict = ValueOf<typeof ChangeVerdict>;

@outputType('A change of a model.')
export class AnswerChange implements RemovedUnits {
  @field([Int], "Whole removed layers, ascending, in the dense model's numbering.") readonly removed!: readonly number[];
  @field([Int], 'Layers of which only the token mixer is removed.') readonly removedAttention!: readonly number[];
  @field([Int], 'Layers of which only the MLP is removed.') readonly removedMlp!: readonly number[];
  @nullable(String, "Repair that replaces the removed layers, as 'linear-fold'; null = nothing.") readonly repair!: string | null;
  @nullable(String, "Number format of the weights where it changes, as 'int8', 'Q8_0', or types by unit; null = as in the model.")
  readonly precision!: string | null;
  @nullable(String, KEPT) readonly keepVocabulary!: string | null;
}

type TextLossRow = AnsweredLosses['texts'][number];
type TaskLossRow = AnsweredLosses['tasks'][number];

@outputType('The loss of a change on one text: exp(logLoss) − 1, the share of perplexity that is added.')
export class AnswerTextLoss implements TextLossRow {
  @field(String, 'Name of the text.') readonly text!: string;
  @field(String, 'Where the text comes from: an author, a site, a corpus.') readonly source!: string;
  @field(Float, 'Added share of perplexity: 0.05 = 5 % more.') readonly loss!: number;
  @nullable(Float, 'Lower end of the two-sided 95 % interval of the loss.') readonly low!: number | null;
  @nullable(Float, 'Upper end of the interval.') readonly high!: number | null;
  @field(Float, 'Mean over scored tokens of nats changed − nats whole (text-loss@1).') readonly logLoss!: number;
  @nullable(Float, 'Standard error of logLoss over windows.') readonly standardError!: number | null;
  @field(Int, 'Number of windows: the sampling unit.') readonly windows!: number;
  @field(Int, 'Number of scored tokens.') readonly tokens!: number;
  @field(Int, 'Tokens of a window: the last one is scored with all others before it.') readonly contextTokens!: number;
  @field(Boolean, 'Whether the text judges the change well: no text of its source chose or repaired it. Every text can convict.')
  readonly judges!: boolean;
}

@outputType("The share of a benchmark's score above chance that a change loses: 0 = nothing, 1 = it guesses.")
export class AnswerTaskLoss implements TaskLossRow {
  @field(String, 'Name of the benchmark.') readonly task!: string;
  @field(Float, '1 − (changed − chance) ÷ (dense − chance).') readonly loss!: number;
  @nullable(Float, 'Lower end of the two-sided 95 % interval.') readonly low!: number | null;
  @nullable(Float, 'Upper end of the interval.') readonly high!: number | null;
  @nullable(Float, 'The loss that so many documents could have shown: 2.8 standard errors.') readonly detectableLoss!: number | null;
}

@outputType('A speed compared with that of the whole model, measured alternately on one machine.')
export class AnswerSpeed {
  @field(Float, 'Speed ÷ speed of the whole model: above 1 = faster.') readonly ratio!: number;
  @nullable(NumberInterval, '95 % interval of the ratio.') readonly interval!: NumberInterval | null;
}

@outputType('Speeds of a changed model.')
export class AnswerSpeeds {
  @nullable(AnswerSpeed, 'Prompt tokens per second.') readonly prompt!: AnswerSpeed | null;
  @nullable(AnswerSpeed, 'Written tokens per second.') readonly writing!: AnswerSpeed | null;
}

@outputType('The saving of a change in the file that the command writes. Null = not known.')
export class AnswerSaved implements Saved {
  @nullable(GraphQLSafeInt, 'Bytes of the model file.') readonly bytesBefore!: number | null;
  @nullable(GraphQLSafeInt, 'Bytes of the changed file, in the format and types of the parent.') readonly bytesAfter!: number | null;
  @nullable(Int, 'Bytes by which the KV cache grows with each token.') readonly cacheBytesPerTokenBefore!: number | null;
  @nullable(Int, 'The same of the changed model.') readonly cacheBytesPerTokenAfter!: number | null;
  @field(GraphQLSafeInt, 'Parameters of the model.') readonly parametersBefore!: number;
  @field(GraphQLSafeInt, 'Parameters of the changed model.') readonly parametersAfter!: number;
  @nullable(AnswerSpeeds, 'Null = not measured.') readonly speed!: AnswerSpeeds | null;
}

@outputType('A judged change of a model.')
export class AnswerEntry {
  /** The id of the stored pruning. */
  readonly key!: string | null;

  @field(AnswerChange, 'The change.') readonly change!: AnswerChange;
  @field(ChangeVerdict, 'The verdict on it at the limit.') readonly verdict!: ChangeVerdict;
  @field(Float, 'The largest loss over all texts, as a share.') readonly textLoss!: number;
  @field(String, 'The text of that loss.') readonly worstText!: string;
  @field([AnswerTextLoss], 'Its losses on texts.') readonly textLosses!: readonly AnswerTextLoss[];
  @field([AnswerTaskLoss], 'Its losses on benchmarks that can show a loss.') readonly taskLosses!: readonly AnswerTaskLoss[];
  @nullable(Float, 'Share of positions whose most likely next token changes, the largest over the texts; null = not measured.')
  readonly changedWords!: number | null;
  @field(AnswerSaved, 'The saving.') readonly saved!: AnswerSaved;
  @field(String, 'The command that writes it.') readonly command!: string;
  @nullable(String, CAVEAT) readonly caveat!: string | null;
}

@outputType('How many measured changes are no candidates, and why.')
export class AnswerLeftOut {
  @field(String, 'The reason.') readonly why!: string;
  @field(Int, 'Number of changes.') readonly count!: number;
}

@outputType('The answer to what may go from a model, what that costs and what it saves: computed from stored measurements.')
export class Answer {
  @field(Float, 'Largest accepted loss, as a share.') readonly limit!: number;
  @field(Saving, 'The quantity to save.') readonly save!: Saving;
  @nullable(Float, 'Bytes that the file may have; null = no size was asked for.') readonly fit!: number | null;
  @field(AnswerVerdict, 'Whether a change is named.') readonly verdict!: AnswerVerdict;
  @field(String, 'The answer as a sentence, with its numbers.') readonly sentence!: string;
  @nullable(String, CAVEAT) readonly caveat!: string | null;
  @nullable(AnswerChange, 'The WITHIN change that saves most, or the cheapest that fits the size; null if there is none.')
  readonly change!: AnswerChange | null;
  @field([AnswerTextLoss], 'Its losses on texts.') readonly textLosses!: readonly AnswerTextLoss[];
  @field([AnswerTaskLoss], 'Its losses on benchmarks that can show a loss.') readonly taskLosses!: readonly AnswerTaskLoss[];
  @nullable(Float, 'Share of positions whose most likely next token changes; null = not measured.') readonly changedWords!: number | null;
  @nullable(AnswerSaved, 'The saving.') readonly saved!: AnswerSaved | null;
  @nullable(String, 'The command that writes it.') readonly command!: string | null;
  @nullable(AnswerEntry, 'The judged change that costs least.') readonly cheapest!: AnswerEntry | null;
  @nullable(Float, `${REMOVABLE_AT} ${NULL_IF_NOT_JUDGED}`) readonly removableAt!: number | null;
  @nullable(Float, `${LARGEST_TRIED} ${NULL_IF_NOT_JUDGED}`) readonly largestTried!: number | null;
  @nullable(Boolean, `${OPEN_BEYOND} ${NULL_IF_NOT_JUDGED}`) readonly openBeyond!: boolean | null;
  @field([AnswerEntry], 'WITHIN changes that save less and cost less, then POSSIBLE ones that save more.')
  readonly alternatives!: readonly AnswerEntry[];
  @field(
    [AnswerEntry],
    'Every judged change that saves something of the asked quantity: the family of the correction, largest saving first.',
  )
  readonly front!: readonly AnswerEntry[];
  @field([String], 'Benchmarks that cannot show a loss: the whole model is at most three standard errors above chance.')
  readonly benchmarksLeftOut!: readonly string[];
  @field([String], 'Texts that were asked for and judge nothing, because the model does not know their language.')
  readonly textsLeftOut!: readonly string[];
  @field([AnswerLeftOut], 'Measured changes that are no candidates.') readonly changesLeftOut!: readonly AnswerLeftOut[];
}

@outputType('A model of the board.')
export class BoardRow {
  /** The model's key in the database. */
  readonly modelKey!: string;

  @field(Int, 'Rank by removableAt, starting at 1; equal shares have equal ranks.') readonly rank!: number;
  @field(Float, REMOVABLE_AT) readonly removableAt!: number;
  @field(Float, LARGEST_TRIED) readonly largestTried!: number;
  @field(Boolean, OPEN_BEYOND) readonly openBeyond!: boolean;
  @field(AnswerEntry, 'The judged change that costs least and saves something of the asked quantity.') readonly cheapest!: AnswerEntry;
}
