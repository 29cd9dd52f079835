import type { WindowLoss } from '@lamina/benchmarks';
import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { ConfidenceInterval } from '../../paging/interval.type.ts';
import { Runtime } from '../score-run/provenance.type.ts';

@outputType('One window of a text, read by the whole model and by the changed one: sums over its scored tokens.')
export class TextWindow implements WindowLoss {
  @field(Float, 'Nats of the whole model.') readonly whole!: number;
  @field(Float, 'Nats of the changed model.') readonly changed!: number;
  @field(Int, 'Scored tokens: every token after the first.') readonly tokens!: number;
  @field(Int, 'Positions at which the most likely next tokens were compared; 0 where they are not known.') readonly positions!: number;
  @field(Int, 'Positions at which they are the same.') readonly agreeing!: number;
}

@nodeType('The loss of a model, whole or changed, on one text by the protocol text-loss@1. Only such losses are compared anywhere.')
export class TextEvaluation extends Node {
  readonly modelKey!: string;
  readonly pruningKey!: string | null;
  readonly originalKey!: string | null;
  readonly recordingKey!: string | null;

  @field(String, 'Protocol of the loss.') readonly protocol!: string;
  @field(String, 'Short name of the text.') readonly text!: string;
  @field(String, 'Author, site or corpus of the text.') readonly source!: string;
  @nullable(
    Boolean,
    'Whether the text judges the change well: no text of its source chose or repaired it. Every text can convict. Null for a whole model.',
  )
  readonly judges!: boolean | null;
  @nullable(Float, 'Added share of perplexity, exp(logLoss) − 1: 0.05 = 5 % more. Null for a whole model that is no quantized form.')
  readonly loss!: number | null;
  @nullable(ConfidenceInterval, 'Its two-sided 95 % interval, computed on the logarithm; null with one window.')
  readonly confidenceInterval!: ConfidenceInterval | null;
  @nullable(Float, 'Mean over scored tokens of nats changed − nats whole.') readonly logLoss!: number | null;
  @nullable(Float, 'Standard error of logLoss over windows; null with one window.') readonly standardError!: number | null;
  @nullable(Float, 'Share of positions whose most likely next token changes; null where it was not compared.')
  readonly changedWords!: number | null;
  @field(Float, 'Mean nats per scored token of this model.') readonly meanNats!: number;
  @field(Int, 'Windows that were read.') readonly windowCount!: number;
  @field(Int, 'Scored tokens.') readonly tokenCount!: number;
  @field(Int, 'Tokens that stand before the last token of a full window.') readonly contextTokens!: number;
  @field(String, 'SHA-256 of the token ids of all windows of the text: rows that share it are paired window by window.')
  readonly idsSha256!: string;
  @field(GraphQLJSON, 'How much was to be read: context, largest number of windows, and the limits at which a change is decided earlier.')
  readonly reading!: unknown;
  @field([TextWindow], 'Its windows in the order of the text.') readonly windows!: readonly TextWindow[];
  @field(Runtime, 'Runtime that computed it.') readonly runtime!: Runtime;
  @field(GraphQLDateTimeISO, 'When it was stored.') readonly createdAt!: Date;
}
